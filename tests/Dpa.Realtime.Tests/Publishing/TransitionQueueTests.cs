using System.Collections.Immutable;
using System.Globalization;
using Dpa.Realtime.Backplane;
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
        queue.Enqueue(first, None);
        for (var i = 1; i < Many; i++) queue.Enqueue(Warning(isHeld), None);

        Assert.Equal(TransitionQueue.Limit, queue.Count);
        while (queue.TryDequeue(out var pending)) pending.Complete(new ApplyResult(ApplyStatus.Applied, null, []));
        Assert.True(first.Answer.IsCompletedSuccessfully);
    }

    [Fact]
    public void Enqueue_AttributesOfEverNewNamesInAnOutage_StaySmall()
    {
        var queue = new TransitionQueue();
        for (var i = 0; i < 10 * TransitionQueue.Limit; i++)
            queue.Enqueue(Attributes(($"page-{i}", "1"), ($"page-{i - 1}", null)), None);

        var changes = queue.Changes();

        Assert.All(changes, c => Assert.InRange(c.Attributes!.Count, 1, 3));
        Assert.Equal([$"page-{(10 * TransitionQueue.Limit) - 1}"], After(None, changes).Keys);
    }

    [Fact]
    public void Enqueue_RemovalOfWhatWasThereBeforeOrWaits_IsKept()
    {
        var held = None.Add("held", "1");
        var queue = new TransitionQueue();
        queue.Enqueue(Attributes(("asked", "1")), held);
        queue.Enqueue(Question(), held); // nothing before it is merged with what comes after
        queue.Enqueue(Attributes(("asked", null), ("held", null)), held);
        for (var i = 0; i < 2 * TransitionQueue.Limit; i++)
            queue.Enqueue(Attributes(("x", i.ToString(CultureInfo.InvariantCulture))), held);

        Assert.Equal(["x"], After(held, queue.Changes()).Keys);
    }

    private static ImmutableSortedDictionary<string, string> None { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, string> After(
        ImmutableSortedDictionary<string, string> held, IEnumerable<PipelineChange> changes) =>
        changes.Aggregate(held, (attributes, change) => AttributeMerge.After(attributes, change.Attributes));

    private static PendingTransition Attributes(params (string Name, string? Value)[] changes) =>
        new(Change() with
        {
            Attributes = changes.ToImmutableSortedDictionary(c => c.Name, c => c.Value, StringComparer.Ordinal),
        });

    private static PendingTransition Question() => new(Change() with { Ask = new PipelineQuestion("q", "?") });

    private static PipelineChange Change() => new() { PipelineId = "p", ProducerToken = "t", Sequence = 0 };

    private static PendingTransition Warning(bool isHeld = false) =>
        new(Change() with { Warning = true, Message = "w" }) { IsHeld = isHeld };
}
