using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Testing;

/// <summary>Passes every call on to the node, and every change to the recorder first.</summary>
internal sealed class RecordingReceiver(IBackplaneReceiver inner, RunRecorder recorder) : IBackplaneReceiver
{
    public void OnChange(AcceptedChange change)
    {
        recorder.Of(change.State.Id).Add(change);
        inner.OnChange(change);
    }

    public void OnProducerLost(AcceptedChange change)
    {
        recorder.Of(change.State.Id).Add(change);
        inner.OnProducerLost(change);
    }

    public void OnStarted(string owner, string pipelineId) => inner.OnStarted(owner, pipelineId);

    public void OnStatusChanged(string owner, string pipelineId) => inner.OnStatusChanged(owner, pipelineId);

    public bool OnControl(string pipelineId, PipelineControls action, string? reason) =>
        inner.OnControl(pipelineId, action, reason);

    public void OnRevoked(string userId, string pipelineId) => inner.OnRevoked(userId, pipelineId);

    public void OnUserClosed(string userId, string reason) => inner.OnUserClosed(userId, reason);

    public void OnUserClosedMeanwhile(string userId, string reason) => inner.OnUserClosedMeanwhile(userId, reason);

    public void OnAccessMissed() => inner.OnAccessMissed();

    public void OnReconnected() => inner.OnReconnected();
}
