using DocumentPipelineHost.Database;
using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>Answers what the backplane no longer knows, and keeps each state that brought a transition.</summary>
internal sealed class PipelineArchive(PipelineStore pipelines, BatchStore batches)
    : IPipelineArchive,
        IPipelineTransitionHandler
{
    public async ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken) =>
        await DatabaseThreads.Shared.RunAsync(() => Find(pipelineId));

    public async ValueTask OnTransitionAsync(
        PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken)
    {
        if (pipeline.Kind == BatchStore.Kind)
            await batches.KeepStateAsync(pipeline);
        else
            await pipelines.KeepStateAsync(pipeline);
    }

    private PipelineState? Find(string pipelineId) =>
        pipelines.Find(pipelineId) is { State: { } state } row
            ? Shown(state, row.Attempts)
            : batches.Find(pipelineId) is { State: { } kept } batch
                ? Shown(kept, batch.Attempts)
                : null;

    /// <summary>The kept state, in the highest attempt that subscribers may have been shown.</summary>
    internal static PipelineState Shown(byte[] json, int attempts)
    {
        var kept = PipelineState.Parse(json);
        return attempts > kept.Attempt ? kept with { Attempt = attempts } : kept;
    }
}
