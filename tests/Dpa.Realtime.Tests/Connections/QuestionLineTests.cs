using Dpa.Realtime.Connections;

namespace Dpa.Realtime.Tests.Connections;

public sealed class QuestionLineTests
{
    [Fact]
    public async Task Questions_AreAskedAFewAtATimeAndInOrder()
    {
        var line = new QuestionLine(2);
        var gates = Enumerable.Range(0, 5).Select(_ => new TaskCompletionSource()).ToArray();
        List<int> asked = [];
        var all = gates.Select((g, i) => line.AskAsync(() =>
        {
            asked.Add(i);
            return g.Task;
        })).ToArray();
        Assert.Equal([0, 1], asked);

        for (var i = 0; i < gates.Length; i++)
        {
            gates[i].SetResult();
            await all[i].WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }

        Assert.Equal([0, 1, 2, 3, 4], asked);
    }

    /// <summary>Those that are answered at once need no stack, however many wait.</summary>
    [Fact]
    public async Task Questions_ThatAreAnsweredAtOnceAfterALongOne_AreAllAsked()
    {
        var line = new QuestionLine(1);
        var gate = new TaskCompletionSource();
        var first = line.AskAsync(() => gate.Task);
        var rest = Enumerable.Range(0, 100_000).Select(_ => line.AskAsync(() => Task.CompletedTask)).ToArray();

        gate.SetResult();

        await Task.WhenAll(rest.Append(first))
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
