namespace Dpa.Realtime.LoadTest.Peers;

/// <summary>SignalR whose connections may be resumed: the server keeps what a client has not acknowledged.</summary>
internal sealed class StatefulSignalRPeer : SignalRPeer
{
    public override string Name => "signalr-stateful";

    public override void Map(WebApplication app) =>
        app.MapHub<ProgressHub>("/hub", o => o.AllowStatefulReconnects = true);
}
