namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>The application's own record of its one pipeline, which outlives a server.</summary>
internal sealed class Archive : IPipelineArchive
{
    private volatile Dpa.Realtime.PipelineState? _kept;

    public void Keep(Dpa.Realtime.PipelineState state) => _kept = state;

    public ValueTask<Dpa.Realtime.PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken) =>
        new(_kept?.Id == pipelineId ? _kept : null);
}
