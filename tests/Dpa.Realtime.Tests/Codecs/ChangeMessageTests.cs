using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dpa.Realtime.Codecs;

namespace Dpa.Realtime.Tests.Codecs;

/// <summary>What a node does with a change message beside the state that it holds.</summary>
public sealed class ChangeMessageTests
{
    private static readonly PipelineState Held = new()
    {
        Id = "p", Owner = "u", Position = new("e", 7), Transition = 3, Status = PipelineStatus.Processing,
        Transitions = [Transition(1), Transition(2), Transition(3)],
    };

    [Fact]
    public void Apply_AChangeOfProgress_KeepsTheTransitionsThatAreHeld()
    {
        var next = Received(Held, Next(Held) with { OverallProgress = 40 });

        Assert.Same(Held.History, next.History);
    }

    [Fact]
    public void Apply_Transitions_ShareTheBufferOfThoseBefore()
    {
        var second = Received(Held, After(Held, 4));
        var third = Received(second, After(second, 5));

        Assert.Equal([1, 2, 3, 4, 5], third.Transitions.Select(t => t.Number));
        Assert.True(Unsafe.AreSame(
            ref MemoryMarshal.GetReference(second.History.Span), ref MemoryMarshal.GetReference(third.History.Span)));
    }

    [Fact]
    public void Apply_ATransitionThatPushesTheOldestOut_KeepsTheNewest()
    {
        var next = After(Held, 4);

        var received = Received(Held, next with { History = next.History.Newest(2) });

        Assert.Equal([3, 4], received.Transitions.Select(t => t.Number));
        Assert.Equal(3, received.TransitionsFrom);
    }

    private static PipelineState Received(PipelineState held, PipelineState next)
    {
        var change = new AcceptedChange
        {
            State = next, Transitions = [.. next.Transitions.Where(t => t.Number > held.Transition)],
        };
        var message = ChangeMessageCodec.Decode(ChangeMessageCodec.Encode(held, change, 0));
        return ChangeMessageCodec.Apply(held, message, "p")!;
    }

    private static PipelineState Next(PipelineState held) =>
        held with { Position = held.Position with { Version = held.Position.Version + 1 } };

    private static PipelineState After(PipelineState held, long number) =>
        Next(held) with { Transition = number, Transitions = [.. held.Transitions, Transition(number)] };

    private static PipelineTransition Transition(long number) =>
        new() { Number = number, From = PipelineStatus.Pending, To = PipelineStatus.Processing };
}
