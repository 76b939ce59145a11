namespace Dpa.Realtime.Client.Connections;

/// <summary>Logs each change of the connection's status that matters to an operator.</summary>
internal static class ConnectionLog
{
    public static void Write(ClientContext context, ConnectionSnapshot before, ConnectionSnapshot after)
    {
        var (log, host, reason, message) = (context.Logger, context.Host, after.Reason ?? "", after.Message ?? "");
        switch (after.Status)
        {
            case var status when status == before.Status:
                break;
            case ConnectionStatus.Live or ConnectionStatus.Streaming:
                log.Connected(host, after.Status);
                break;
            case ConnectionStatus.Polling:
                log.FellBack(host, reason, message);
                break;
            case ConnectionStatus.Reconnecting when before.Status == ConnectionStatus.Live:
                log.Lost(host, reason);
                break;
            case ConnectionStatus.Closed when after.Reason is not null:
                log.Refused(host, reason, message);
                break;
            default:
                break;
        }
    }
}
