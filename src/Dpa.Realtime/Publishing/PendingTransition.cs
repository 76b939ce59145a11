namespace Dpa.Realtime.Publishing;

/// <summary>A transition that waits for its turn at the backplane.</summary>
internal sealed class PendingTransition(PipelineChange change)
{
    // Continuations run elsewhere: the publishing loop must not be held up by what the producer does next.
    private readonly TaskCompletionSource<ApplyResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PipelineChange Change { get; set; } = change;

    public Task<ApplyResult> Answer => _answer.Task;

    public void Complete(ApplyResult result) => _answer.TrySetResult(result);
}
