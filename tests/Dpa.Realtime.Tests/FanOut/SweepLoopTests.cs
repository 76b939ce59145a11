using Dpa.Realtime.FanOut;
using Dpa.Realtime.Tests.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dpa.Realtime.Tests.FanOut;

/// <summary>The periodic work of a node with many runs.</summary>
public sealed class SweepLoopTests : PublishingTest
{
    private const int Count = 400;

    [Fact]
    public async Task Leases_AreRenewedOnceInAThirdOfTheirTime_AFewAtATime()
    {
        var kept = new List<PipelineRun>();
        for (var i = 0; i < Count; i++) kept.Add(await Notifier.StartAsync(Start($"p{i}", "s"), Ct));
        using var loop = new SweepLoop(Runs, Backplane, Hub, Options, Time, NullLogger<SweepLoop>.Instance);
        await loop.StartAsync(Ct);

        var seconds = (int)(Options.ProducerLease / 3).TotalSeconds;
        for (var second = 0; second < seconds; second++)
        {
            var sweeps = Backplane.Sweeps;
            Time.Advance(TimeSpan.FromSeconds(1));
            await UntilAsync(() => Backplane.Sweeps > sweeps);
        }

        await loop.StopAsync(Ct);
        Assert.InRange(Backplane.Renewed.Max(static r => r.Count), 1, Count / 4);
        Assert.Equal(
            kept.Select(static r => r.Id).Order(StringComparer.Ordinal),
            Backplane.Renewed.SelectMany(static r => r).Order(StringComparer.Ordinal));
    }
}
