using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

public sealed class TransitionQueueTests
{
    private const int Many = 100_000; // as many callers' frames on one stack would end the process

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Complete_AfterAnOutageThatMergedMany_AnswersAllThatStillWait(bool isHeld)
    {
        var queue = new TransitionQueue();
        var first = Warning();
        queue.Enqueue(first);
        for (var i = 1; i < Many; i++) queue.Enqueue(Warning(isHeld));

        Assert.Equal(TransitionQueue.Limit, queue.Count);
        while (queue.TryDequeue(out var pending)) pending.Complete(new ApplyResult(ApplyStatus.Applied, null, []));
        Assert.True(first.Answer.IsCompletedSuccessfully);
    }

    private static PendingTransition Warning(bool isHeld = false) =>
        new(
            new PipelineChange
            {
                PipelineId = "p", ProducerToken = "t", Sequence = 0, Warning = true, Message = "w",
            })
        {
            IsHeld = isHeld,
        };
}
