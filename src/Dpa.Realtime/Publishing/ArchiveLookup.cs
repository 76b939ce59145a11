using Dpa.Realtime.Guests;

namespace Dpa.Realtime.Publishing;

/// <summary>Asks the application's archive for what the backplane lacks, and restores it there as a continuing epoch.</summary>
internal sealed class ArchiveLookup(IBackplane backplane, IGuestCalls guests, IPipelineArchive? archive = null)
{
    private readonly string _name = archive?.GetType().Name ?? "";

    /// <summary>What the archive holds, not yet restored: whoever may not see it causes no write. Never throws.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="userId">Who asks.</param>
    /// <param name="callerGone">Cancelled when nobody waits any more.</param>
    public ValueTask<GuestAnswer<PipelineState?>> FindAsync(string pipelineId, string userId, CancellationToken callerGone) => archive is null
        ? new(new GuestAnswer<PipelineState?>(GuestOutcome.Answered))
        : guests.CallAsync(new GuestCall(Guest.Archive, _name, userId, pipelineId), t => archive.FindAsync(pipelineId, t), callerGone);

    /// <summary>Restores what was found.</summary>
    /// <returns>The state as the backplane has it then, or null.</returns>
    public async ValueTask<PipelineState?> RestoreAsync(PipelineState held, CancellationToken cancellationToken)
    {
        await backplane.RestoreAsync(held, cancellationToken).ConfigureAwait(false);
        return await backplane.ReadAsync([held.Id], cancellationToken).ConfigureAwait(false) is [var state] ? state : null;
    }

    /// <summary>Finds and restores, for the application's own calls, which see everything.</summary>
    /// <exception cref="PipelineException"><c>application_unavailable</c>: the archive did not answer.</exception>
    public async ValueTask<PipelineState?> FindAndRestoreAsync(string pipelineId, CancellationToken cancellationToken)
    {
        var found = await FindAsync(pipelineId, "", cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (!found.IsKnown)
            throw new PipelineException("application_unavailable", $"The archive did not answer for the pipeline '{pipelineId}'; the log says why. Try again in a few seconds.", isRetryable: true);
        return found.Value is { } held ? await RestoreAsync(held, cancellationToken).ConfigureAwait(false) : null;
    }
}
