using System.Collections.Immutable;
using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>Keeps what local watchers would have been shown.</summary>
internal sealed class RecordingSink : IProvisionalSink
{
    private ImmutableList<(PipelineState State, string? Stage)> _shown = [];

    public ImmutableList<(PipelineState State, string? Stage)> Shown => _shown;

    public void OnProvisional(PipelineState state, string? stage) =>
        ImmutableInterlocked.Update(ref _shown, static (shown, one) => shown.Add(one), (state, stage));
}
