using System.Collections.Immutable;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>Keeps the transitions that it was handed.</summary>
internal sealed class RecordingHandler : IPipelineTransitionHandler
{
    private ImmutableList<(string PipelineId, PipelineTransition Transition)> _handled = [];

    public ImmutableList<(string PipelineId, PipelineTransition Transition)> Handled => _handled;

    public ValueTask OnTransitionAsync(
        PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken)
    {
        ImmutableInterlocked.Update(ref _handled, static (handled, one) => handled.Add(one), (pipeline.Id, transition));
        return default;
    }
}
