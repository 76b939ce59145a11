namespace DocumentPipelineHost.Storage;

/// <summary>
/// Deletes an original whose document is gone or was never created. Where the store is unavailable, the orphan sweep
/// deletes it later: nobody waits for it.
/// </summary>
internal sealed class OriginalDisposal(IOriginalStore originals, ILogger<OriginalDisposal> logger)
{
    public async Task DisposeOfAsync(string key)
    {
        try
        {
            await originals.DeleteAsync(key, CancellationToken.None);
        }
        catch (IOException exception)
        {
            logger.LogWarning("The original {Key} is left to the orphan sweep: {Reason}", key, exception.Message);
        }
    }
}
