namespace DocumentPipelineHost.Jobs;

/// <summary>How a job's run went.</summary>
/// <param name="TryAgain">
/// The pipeline could not begin, or another instance is to go on with it: run the job again after a while.
/// </param>
/// <param name="DocumentId">The document whose next pipeline may run now.</param>
public readonly record struct ExecutionResult(bool TryAgain, string? DocumentId)
{
    /// <summary>There was nothing to do, or the host is stopping.</summary>
    public static ExecutionResult Nothing => default;
}
