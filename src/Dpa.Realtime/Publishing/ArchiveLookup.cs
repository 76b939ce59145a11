namespace Dpa.Realtime.Publishing;

/// <summary>Asks the application's archive for what the backplane lacks. What is not at its end is restored there as a continuing epoch; what has ended is shown as it was kept.</summary>
internal sealed class ArchiveLookup(IBackplane backplane, IPipelineArchive? archive = null, TimeProvider? time = null)
{
    private readonly AbsentIds _absent = new(time ?? TimeProvider.System);

    /// <summary>The state to show. An ended pipeline keeps its position, however often it is looked at: the backplane would forget it again, and restore it in another epoch.</summary>
    public async ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken)
    {
        if (archive is null || _absent.Holds(pipelineId)) return null;
        if (await AskAsync(archive, pipelineId, cancellationToken).ConfigureAwait(false) is not { } held) return null;
        if (held is { IsEnded: true, Position.Epoch: not null }) return held;
        await backplane.RestoreAsync(held, cancellationToken).ConfigureAwait(false);
        return await backplane.ReadAsync([pipelineId], cancellationToken).ConfigureAwait(false) is [var state] ? state : null;
    }

    /// <summary>For a producer that goes on with it: restored whatever its status is.</summary>
    public async ValueTask<bool> RestoreAsync(string pipelineId, CancellationToken cancellationToken)
    {
        if (archive is null || await AskAsync(archive, pipelineId, cancellationToken).ConfigureAwait(false) is not { } held) return false;
        await backplane.RestoreAsync(held, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async ValueTask<PipelineState?> AskAsync(IPipelineArchive asked, string pipelineId, CancellationToken cancellationToken)
    {
        var held = await asked.FindAsync(pipelineId, cancellationToken).ConfigureAwait(false);
        if (held is null) _absent.Add(pipelineId);
        else _absent.Remove(pipelineId);
        return held;
    }
}
