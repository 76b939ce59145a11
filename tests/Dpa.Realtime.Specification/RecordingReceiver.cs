using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Specification;

/// <summary>A node's receiver that keeps what it receives, and lets a test wait until something has come.</summary>
internal sealed class RecordingReceiver : IBackplaneReceiver
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _heard = New();

    public ImmutableList<AcceptedChange> Changes { get; private set; } = [];

    public ImmutableList<(string Owner, string PipelineId)> Started { get; private set; } = [];

    public ImmutableList<(string Owner, string PipelineId)> StatusChanged { get; private set; } = [];

    public ImmutableList<(string PipelineId, PipelineControls Action, string? Reason)> Controls { get; private set; } =
    [];

    public ImmutableList<(string UserId, string PipelineId)> Revoked { get; private set; } = [];

    public ImmutableList<(string UserId, string Reason)> Closed { get; private set; } = [];

    /// <summary>What was closed once more, after the user's tickets became void.</summary>
    public ImmutableList<(string UserId, string Reason)> ClosedMeanwhile { get; private set; } = [];

    public ImmutableList<AcceptedChange> Lost { get; private set; } = [];

    /// <summary>How often it was said that what was said of access may have been missed.</summary>
    public int AccessMissed { get; private set; }

    /// <summary>How often it was said that the backplane is reachable again.</summary>
    public int Reconnected { get; private set; }

    /// <summary>The pipelines whose producer runs on this node.</summary>
    public HashSet<string> Produces { get; } = [];

    public void OnChange(AcceptedChange change) => Note(() => Changes = Changes.Add(change));

    public void OnStarted(string owner, string pipelineId) => Note(() => Started = Started.Add((owner, pipelineId)));

    public void OnStatusChanged(string owner, string pipelineId) =>
        Note(() => StatusChanged = StatusChanged.Add((owner, pipelineId)));

    public bool OnControl(string pipelineId, PipelineControls action, string? reason)
    {
        if (!Produces.Contains(pipelineId)) return false;
        Note(() => Controls = Controls.Add((pipelineId, action, reason)));
        return true;
    }

    public void OnRevoked(string userId, string pipelineId) => Note(() => Revoked = Revoked.Add((userId, pipelineId)));

    public void OnUserClosed(string userId, string reason) => Note(() => Closed = Closed.Add((userId, reason)));

    public void OnUserClosedMeanwhile(string userId, string reason) =>
        Note(() => ClosedMeanwhile = ClosedMeanwhile.Add((userId, reason)));

    public void OnAccessMissed() => Note(() => AccessMissed++);

    public void OnProducerLost(AcceptedChange change) => Note(() => Lost = Lost.Add(change));

    public void OnReconnected() => Note(() => Reconnected++);

    public ImmutableList<AcceptedChange> ChangesOf(string pipelineId) => Changes.FindAll(c => c.State.Id == pipelineId);

    /// <summary>Waits until the condition holds for what has been heard; at most 10 s.</summary>
    public async Task UntilAsync(Func<RecordingReceiver, bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        while (true)
        {
            Task heard;
            lock (_lock)
            {
                if (condition(this)) return;
                heard = _heard.Task;
            }

            await heard.WaitAsync(limit.Token);
        }
    }

    private void Note(Action note)
    {
        TaskCompletionSource heard;
        lock (_lock)
        {
            note();
            heard = _heard;
            _heard = New();
        }

        heard.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
