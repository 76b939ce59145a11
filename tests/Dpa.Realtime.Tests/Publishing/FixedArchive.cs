namespace Dpa.Realtime.Tests.Publishing;

/// <summary>An archive that knows what the test gave it.</summary>
internal sealed class FixedArchive : IPipelineArchive
{
    public Dictionary<string, PipelineState> States { get; } = [];

    public ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken) =>
        new(States.GetValueOrDefault(pipelineId));
}
