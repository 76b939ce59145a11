using Dpa.Realtime.FanOut;
using Dpa.Realtime.Tests.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dpa.Realtime.Tests.FanOut;

/// <summary>The periodic work of a node with many runs.</summary>
public sealed class SweepLoopTests : PublishingTest
{
    private const int Count = 400;

    [Fact]
    public async Task Leases_AreRenewedInAThirdOfTheirTime_AFewAtATime()
    {
        var kept = new List<PipelineRun>();
        for (var i = 0; i < Count; i++) kept.Add(await Notifier.StartAsync(Start($"p{i}", "s"), Ct));
        using var loop = new SweepLoop(Runs, Backplane, Hub, Options, Time, NullLogger<SweepLoop>.Instance);
        await loop.StartAsync(Ct);
        // It begins on a thread of its own: before that, a clock that is moved reaches nobody.
        await UntilAsync(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return Backplane.Sweeps > 0;
        });
        await PassAsync(seconds: 3); // the clock was moved further than the loop has seen
        var before = Backplane.Renewed.Count;

        await PassAsync((int)(Options.ProducerLease / 3).TotalSeconds);

        await loop.StopAsync(Ct);
        var renewed = Backplane.Renewed.Skip(before).ToList();
        Assert.InRange(renewed.Max(static r => r.Count), 1, Count / 4);
        Assert.Equal(
            kept.Select(static r => r.Id).ToHashSet(StringComparer.Ordinal),
            renewed.SelectMany(static r => r).ToHashSet(StringComparer.Ordinal));
    }

    private async Task PassAsync(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            var sweeps = Backplane.Sweeps;
            Time.Advance(TimeSpan.FromSeconds(1));
            await UntilAsync(() => Backplane.Sweeps > sweeps);
        }
    }
}
