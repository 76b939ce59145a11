using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Publishing;

/// <summary>The application's own control requests.</summary>
internal sealed class RunControl(IBackplane backplane) : IRunControl
{
    public ValueTask<bool> RequestAsync(
        string pipelineId, PipelineControls action, string? reason, CancellationToken cancellationToken) =>
        backplane.ControlAsync(pipelineId, action, reason, cancellationToken);
}
