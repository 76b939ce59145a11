namespace Dpa.Realtime.Publishing;

/// <summary>Asks the application's archive for what the backplane lacks, and gives it back to the backplane as a continuing epoch.</summary>
internal sealed class ArchiveLookup(IBackplane backplane, IPipelineArchive? archive = null)
{
    public async ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken) =>
        await RestoreAsync(pipelineId, cancellationToken).ConfigureAwait(false) && await backplane.ReadAsync([pipelineId], cancellationToken).ConfigureAwait(false) is [var state] ? state : null;

    public async ValueTask<bool> RestoreAsync(string pipelineId, CancellationToken cancellationToken)
    {
        if (archive is null || await archive.FindAsync(pipelineId, cancellationToken).ConfigureAwait(false) is not { } held) return false;
        await backplane.RestoreAsync(held, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
