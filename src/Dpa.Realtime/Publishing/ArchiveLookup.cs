using Dpa.Realtime.Backplane;
using Dpa.Realtime.Guests;

namespace Dpa.Realtime.Publishing;

/// <summary>
/// Asks the application's archive for pipelines that the backplane lacks. A pipeline that has not ended is restored
/// there as a continuing epoch; one that has ended is shown as it was kept.
/// </summary>
/// <param name="backplane">Where it is restored.</param>
/// <param name="guests">By which the archive is called.</param>
/// <param name="archive">The application's; null where it has none.</param>
/// <param name="time">The clock.</param>
/// <param name="budget">
/// The share of the user for whom the archive is asked. A cached answer costs nothing, nor does a question for which no
/// place was free.
/// </param>
internal sealed class ArchiveLookup(
    IBackplane backplane, IGuestCalls guests, IPipelineArchive? archive = null, TimeProvider? time = null,
    IArchiveBudget? budget = null)
{
    private readonly AbsentIds _absent = new(time ?? TimeProvider.System);
    private readonly string _name = archive?.GetType().Name ?? "";

    /// <summary>
    /// Reads from the archive without restoring: a caller that may not see the pipeline causes no write. Never throws.
    /// </summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="userId">Who asks.</param>
    /// <param name="callerGone">Cancelled when nobody waits any more.</param>
    public async ValueTask<GuestAnswer<PipelineState?>> FindAsync(
        string pipelineId, string userId, CancellationToken callerGone)
    {
        if (archive is null || _absent.Holds(pipelineId)) return new GuestAnswer<PipelineState?>(GuestOutcome.Answered);
        return budget is null || userId.Length == 0
            ? await AskAsync(archive, pipelineId, userId, callerGone).ConfigureAwait(false)
            : await AskInTurnAsync(archive, budget, pipelineId, userId, callerGone).ConfigureAwait(false);
    }

    /// <summary>
    /// Returns the state to show for a found one. An ended pipeline is not restored and keeps its position for all
    /// reads: the backplane would remove it again, and the next read would restore it in another epoch.
    /// </summary>
    /// <returns>The state as it is to be shown, or null.</returns>
    public async ValueTask<PipelineState?> RestoreAsync(PipelineState held, CancellationToken cancellationToken)
    {
        if (held is { IsEnded: true, Position.Epoch: not null }) return held;
        await backplane.RestoreAsync(held, cancellationToken).ConfigureAwait(false);
        return await backplane.ReadAsync([held.Id], cancellationToken).ConfigureAwait(false) is [var state]
            ? state
            : null;
    }

    /// <summary>Finds and restores, for the application's own calls, which see everything.</summary>
    /// <exception cref="PipelineException"><c>application_unavailable</c>: the archive did not answer.</exception>
    public async ValueTask<PipelineState?> FindAndRestoreAsync(
        string pipelineId, CancellationToken cancellationToken) =>
        Known(pipelineId, await FindAsync(pipelineId, "", cancellationToken).ConfigureAwait(false), cancellationToken)
            is { } held
            ? await RestoreAsync(held, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>For a producer that continues the pipeline: restored with any status.</summary>
    /// <returns>Whether the archive knows it.</returns>
    /// <exception cref="PipelineException"><c>application_unavailable</c>: the archive did not answer.</exception>
    public async ValueTask<bool> RestoreForProducerAsync(string pipelineId, CancellationToken cancellationToken)
    {
        if (
            archive is null
            || Known(
                pipelineId, await AskAsync(archive, pipelineId, "", cancellationToken).ConfigureAwait(false),
                cancellationToken)
                is not { } held)
            return false;
        await backplane.RestoreAsync(held, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Many messages and polls are taken on before their questions are known: a user's questions wait for its share.
    /// </summary>
    private async ValueTask<GuestAnswer<PipelineState?>> AskInTurnAsync(
        IPipelineArchive known, IArchiveBudget shares, string pipelineId, string userId, CancellationToken callerGone)
    {
        var isReturned = true;
        try
        {
            await shares.TakeQuestionAsync(userId, callerGone).ConfigureAwait(false);
            if (_absent.Holds(pipelineId)) return new GuestAnswer<PipelineState?>(GuestOutcome.Answered); // meanwhile
            var found = await AskAsync(known, pipelineId, userId, callerGone, () => shares.CountQuestion(userId))
                .ConfigureAwait(false);
            isReturned = found.Outcome == GuestOutcome.Busy; // one whose caller has gone may still be asked
            return found;
        }
        catch (OperationCanceledException) when (callerGone.IsCancellationRequested)
        {
            return new GuestAnswer<PipelineState?>(GuestOutcome.CallerGone);
        }
        finally
        {
            if (isReturned) shares.ReturnQuestion(userId);
        }
    }

    private async ValueTask<GuestAnswer<PipelineState?>> AskAsync(
        IPipelineArchive known, string pipelineId, string userId, CancellationToken callerGone, Action? asked = null)
    {
        // The application's own calls have no user: each pipeline's are a share by themselves, so that one that hangs
        // stops no other.
        var key = userId.Length > 0 ? userId : pipelineId;
        var call = new GuestCall(Guest.Archive, _name, key, pipelineId);
        var found = await guests.CallAsync(
            call,
            async t =>
            {
                asked?.Invoke();
                return ArchivedState.Checked(pipelineId, await known.FindAsync(pipelineId, t));
            },
            callerGone).ConfigureAwait(false);
        if (found is { IsKnown: true, Value: null }) _absent.Add(pipelineId);
        else if (found.IsKnown) _absent.Remove(pipelineId);
        return found;
    }

    private static PipelineState? Known(
        string pipelineId, GuestAnswer<PipelineState?> found, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return found.IsKnown
            ? found.Value
            : throw new PipelineException(
                ProgressErrorCodes.ApplicationUnavailable,
                $"The archive did not answer for the pipeline '{pipelineId}'; the log has the reason. Try again in a few "
                    + $"seconds.",
                isRetryable: true);
    }
}
