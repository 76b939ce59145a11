namespace DocumentPipelineHost.Database;

/// <summary>
/// How long a statement may take beside the connection's own limit, which is for what somebody waits for.
/// </summary>
internal static class StatementLimits
{
    /// <summary>
    /// Of a statement whose work grows with a document, in seconds. Others are not held up: while the server gives new
    /// connections, a long statement is no silence (<see cref="SilenceWatch"/>).
    /// </summary>
    public const int WholeDocument = 600;
}
