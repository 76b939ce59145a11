using System.Collections.Immutable;
using CsCheck;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Backplane;

public sealed class TransitionHistoryTests
{
    /// <summary>Against plain arrays: histories that go on from any earlier one, also from one twice.</summary>
    [Fact]
    public void Append_FromAnyEarlierHistory_IsTheNewestOfAll() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 3], Gen.Int[1, 9]).Array[1, 80].Sample(steps =>
        {
            var number = 0L;
            var histories = new List<(TransitionHistory History, ImmutableArray<PipelineTransition> Expected)>
            {
                (TransitionHistory.Empty, []),
            };
            foreach (var (from, count, kept) in steps)
            {
                var (history, expected) = histories[from % histories.Count];
                ImmutableArray<PipelineTransition> further =
                    [.. Enumerable.Range(0, count).Select(_ => Transition(++number))];
                ImmutableArray<PipelineTransition> all =
                    further.IsEmpty ? expected : [.. expected.AddRange(further).TakeLast(kept)];
                histories.Add((history.Append(further, kept), all));
            }

            foreach (var (history, expected) in histories)
            {
                Assert.Equal(expected, history.Span.ToArray());
                Assert.Equal(expected, history.ToImmutableArray());
                Assert.Equal(StateSize.Of(expected.AsSpan()), history.JsonBytes);
            }
        });

    [Fact]
    public void Append_OneAfterAnother_CopiesAFewTimesOnly()
    {
        var history = Enumerable.Range(1, 64)
            .Aggregate(TransitionHistory.Empty, (h, i) => h.Append([Transition(i)], 64));
        ImmutableArray<PipelineTransition> further = [Transition(65)];
        history = history.Append(further, 64);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1600; i++) history = history.Append(further, 64);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 1600.0;

        // A history of its own and a sixteenth of a buffer of 80 places; a copy of all 64 was 536 bytes.
        Assert.InRange(each, 0, 110);
    }

    [Fact]
    public void ToImmutableArray_OfWhatWasGiven_IsTheSameArray()
    {
        ImmutableArray<PipelineTransition> given = [Transition(1), Transition(2)];

        Assert.True(given == TransitionHistory.Of(given).ToImmutableArray());
        Assert.True(TransitionHistory.Of(default).ToImmutableArray().IsDefault);
        Assert.Equal(TransitionHistory.Of(given), TransitionHistory.Of(given));
        Assert.Same(TransitionHistory.Empty, TransitionHistory.Of([]));
    }

    [Fact]
    public void ToImmutableArray_AskedForTwice_IsTheSameArray()
    {
        var history = TransitionHistory.Empty.Append([Transition(1)], 64).Append([Transition(2)], 64);

        Assert.True(history.ToImmutableArray() == history.ToImmutableArray());
    }

    private static PipelineTransition Transition(long number) =>
        new() { Number = number, Stage = "s", Message = new string('m', (int)(number % 7)) };
}
