namespace DocumentPipelineHost.Configuration;

/// <summary>
/// Keeps the framework's own report of a failed start, a stack trace, out of the log: the host logs the reason in one
/// line.
/// </summary>
internal sealed class StartLog
{
    private volatile bool _isOpen;

    public StartLog(ILoggingBuilder logging) =>
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level =>
            _isOpen && level >= LogLevel.Information);

    public void Open() => _isOpen = true;
}
