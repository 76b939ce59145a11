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
        queue.Enqueue(first, Nothing);
        for (var i = 1; i < Many; i++) queue.Enqueue(Warning(isHeld), Nothing);

        Assert.Equal(TransitionQueue.Limit, queue.Count);
        while (queue.TryDequeue(out var pending)) pending.Complete(new ApplyResult(ApplyStatus.Applied, null, []));
        Assert.True(first.Answer.IsCompletedSuccessfully);
    }

    [Fact]
    public void Enqueue_AttributesOfEverNewNamesInAnOutage_StaySmall()
    {
        var queue = new TransitionQueue();
        for (var i = 0; i < 10 * TransitionQueue.Limit; i++)
            queue.Enqueue(Attributes(($"page-{i}", "1"), ($"page-{i - 1}", null)), Nothing);

        var changes = queue.Changes();

        Assert.All(changes, c => Assert.InRange(c.Attributes!.Count, 1, 3));
        Assert.Equal([$"page-{(10 * TransitionQueue.Limit) - 1}"], After(None, changes).Keys);
    }

    [Fact]
    public void Enqueue_RemovalOfWhatWasThereBeforeOrWaits_IsKept()
    {
        var held = None.Add("held", "1");
        var queue = new TransitionQueue();
        queue.Enqueue(Attributes(("asked", "1")), held.ContainsKey);
        queue.Enqueue(Question(), held.ContainsKey); // nothing before it is merged with what comes after
        queue.Enqueue(Attributes(("asked", null), ("held", null)), held.ContainsKey);
        for (var i = 0; i < 2 * TransitionQueue.Limit; i++)
            queue.Enqueue(Attributes(("x", i.ToString(CultureInfo.InvariantCulture))), held.ContainsKey);

        Assert.Equal(["x"], After(held, queue.Changes()).Keys);
    }

    [Fact]
    public void Enqueue_AttributesWithMovesBetween_TheNewestValueWins()
    {
        var queue = new TransitionQueue();
        queue.Enqueue(Attributes(("x", "1"), ("gone", "1")), Nothing);
        queue.Enqueue(Move(PipelineStatus.Pending), Nothing);
        queue.Enqueue(Attributes(("x", "2"), ("gone", null)), Nothing);
        for (var i = 0; i < TransitionQueue.Limit; i++)
        {
            queue.Enqueue(Move(PipelineStatus.Processing), Nothing);
            queue.Enqueue(Move(PipelineStatus.Pending), Nothing);
        }

        var after = After(None, queue.Changes());
        Assert.Equal(["x"], after.Keys);
        Assert.Equal("2", after["x"]);
    }

    [Fact]
    public void Enqueue_RemovalOfWhatOthersMayHaveSet_IsKept()
    {
        var queue = new TransitionQueue();
        queue.Enqueue(Attributes(("theirs", null)), Nothing);
        for (var i = 0; i < 2 * TransitionQueue.Limit; i++)
            queue.Enqueue(Attributes(("x", i.ToString(CultureInfo.InvariantCulture))), Nothing);

        Assert.Equal(["x"], After(None.Add("theirs", "1"), queue.Changes()).Keys);
    }

    private static bool Nothing(string attribute) => false;

    private static PendingTransition Move(PipelineStatus status) => new(Change() with { Status = status });

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
