using CsCheck;
using Dpa.Realtime.FanOut;

namespace Dpa.Realtime.Tests.FanOut;

public sealed class ConflationTests
{
    /// <summary>
    /// The rule as docs/protocol.md#change says it, without any cleverness: what may be left out is progress that a
    /// later change of its stage stands for, or the full state that is written next.
    /// </summary>
    [Fact]
    public void Keep_AnyRunOfChanges_IsTheRuleOfTheProtocol()
    {
        // Per change: the stage (3 of them, or -1 for the whole pipeline) and whether it brings a transition.
        var changes = Gen.Select(Gen.Int[-1, 2], Gen.Bool).Array[1, PipelineLog.Length];

        Gen.Select(changes, Gen.Long[0, 1000])
            .Sample(
                (run, from) =>
                {
                    var entries = run.Select((c, i) => Entry(from + i, c.Item1, c.Item2)).ToArray();

                    var kept = Conflation.Keep(entries, out var mask);

                    var expected = new bool[run.Length];
                    for (var i = run.Length - 1; i >= 0; i--)
                    {
                        var (stage, hasTransition) = run[i];
                        var next = Enumerable.Range(i + 1, run.Length - i - 1).FirstOrDefault(j => expected[j], -1);
                        var isSuperseded =
                            (next >= 0 && run[next].Item1 == -1)
                            || (stage >= 0 && run.Skip(i + 1).Any(l => l.Item1 == stage));
                        expected[i] = hasTransition || !isSuperseded;
                    }

                    Assert.Equal(expected, run.Select((_, i) => Conflation.IsKept(mask, i)));
                    Assert.Equal(expected.Count(k => k), kept);
                });
    }

    private static LogEntry Entry(long version, int stage, bool hasTransition)
    {
        var state = new PipelineState
        {
            Id = "p", Owner = "u", Position = new PipelinePosition("e", version),
            Stages =
                [.. Enumerable.Range(0, 3).Select(i => new StageState { Id = $"s{i}", StageId = $"s{i}", Name = "n" })],
        };
        return new LogEntry(
            new AcceptedChange
            {
                State = state, Stage = stage < 0 ? null : $"s{stage}",
                Transitions = hasTransition ? [new PipelineTransition()] : [],
            },
            stage);
    }
}
