using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>Answers what the backplane no longer knows, and keeps each state that brought a transition.</summary>
internal sealed class PipelineArchive(PipelineStore store) : IPipelineArchive, IPipelineTransitionHandler
{
    public ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(store.Find(pipelineId)?.State is { } json ? PipelineState.Parse(json) : null);

    public async ValueTask OnTransitionAsync(PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken) =>
        await store.KeepStateAsync(pipeline);
}
