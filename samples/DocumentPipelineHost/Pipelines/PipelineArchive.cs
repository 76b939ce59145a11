using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>Answers what the backplane no longer knows, and keeps each state that brought a transition.</summary>
internal sealed class PipelineArchive(PipelineStore pipelines, BatchStore batches) : IPipelineArchive, IPipelineTransitionHandler
{
    public ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken) =>
        ValueTask.FromResult((pipelines.Find(pipelineId)?.State ?? batches.Find(pipelineId)?.State) is { } json ? PipelineState.Parse(json) : null);

    public async ValueTask OnTransitionAsync(PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken)
    {
        if (pipeline.Kind == BatchStore.Kind)
            await batches.KeepStateAsync(pipeline);
        else
            await pipelines.KeepStateAsync(pipeline);
    }
}
