using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>What the backplane has not accepted from a run, and in which order it is sent.</summary>
public sealed class UnacceptedChangesTests
{
    private static readonly PipelineState State = new()
    {
        Id = "p", Owner = "u", Position = new PipelinePosition("e", 1),
    };

    private readonly UnacceptedChanges _changes = new();

    [Fact]
    public void TryTake_AfterALoss_BringsWhatIsLackingBeforeTheTransitions()
    {
        var pending = new PendingTransition(Change("moved"));
        _changes.Enqueue(pending, State);
        _changes.Lost = Change("lost");

        Assert.True(_changes.TryTake(out var lost, out var none));
        Assert.True(_changes.TryTake(out var moved, out var carried));

        Assert.Equal(("lost", null), (lost.Message, none));
        Assert.Equal(("moved", pending), (moved.Message, carried));
        Assert.False(_changes.HasWork);
        Assert.False(_changes.TryTake(out _, out _));
    }

    [Fact]
    public void Send_EachChange_IsNumberedAndInFlightUntilItIsAnswered()
    {
        var first = _changes.Send(Change("a"), isStalled: false);
        _changes.Answered();
        var second = _changes.Send(Change("b"), isStalled: false);

        Assert.Equal((1, 2), (first.Sequence, second.Sequence));
        Assert.Same(second, _changes.InFlight);
    }

    [Theory]
    [InlineData(true, null, false)] // whatever is reported ends the flag
    [InlineData(false, null, null)]
    [InlineData(false, true, true)]
    public void Send_OfAStalledPipeline_ClearsTheFlagUnlessTheChangeSetsIt(bool isStalled, bool? set, bool? sent) =>
        Assert.Equal(sent, _changes.Send(Change("a") with { Stalled = set }, isStalled).Stalled);

    [Fact]
    public void Transitions_CountsThoseThatWaitAndTheOneInFlight()
    {
        _changes.Enqueue(new PendingTransition(Change("w") with { Warning = true }), State);
        _changes.Enqueue(new PendingTransition(Change("s") with { Status = PipelineStatus.Completed }), State);
        Assert.True(_changes.TryTake(out var change, out _));

        Assert.Equal(1, _changes.Transitions);
        _changes.Send(change, isStalled: false);
        Assert.Equal(2, _changes.Transitions);
        _changes.Answered();
        _changes.Send(Change("progress alone"), isStalled: false);
        Assert.Equal(1, _changes.Transitions);
    }

    [Fact]
    public void InOrder_WithOneInFlight_BeginsWithIt()
    {
        Assert.Empty(_changes.InOrder());
        _changes.Send(Change("sent"), isStalled: false);
        _changes.Enqueue(new PendingTransition(Change("waits")), State);

        Assert.Equal(["sent", "waits"], _changes.InOrder().Select(c => c.Message));
    }

    private static PipelineChange Change(string message) =>
        new() { PipelineId = "p", ProducerToken = "t", Sequence = 0, Message = message };
}
