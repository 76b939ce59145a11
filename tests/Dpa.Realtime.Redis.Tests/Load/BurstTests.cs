using System.Diagnostics;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Load;

/// <summary>All runs of a node report in one moment: 10,000, and 100,000 with <c>DPA_LONG=1</c>.</summary>
public sealed class BurstTests : LoadTest
{
    // What time does (stalled marks, renewals) is not what is counted here.
    private static readonly TimeSpan NotNow = TimeSpan.FromHours(1);

    private static int Runs => IsLong ? 100_000 : 10_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AllRunsReportAtOnce_AllAreAcceptedWithSevenCommandsEach(bool isNeighbourBusy)
    {
        await using var host = await RealtimeHost.StartAsync(Server.Address, o =>
            (o.StallAfter, o.ProducerLease) = (NotNow, NotNow));
        var runs = await StartAsync(host, Runs);
        if (isNeighbourBusy) TakeOneProcessor();
        var lines = Said(host).Length;
        await ForgetCommandsAsync();
        var (began, cpu) = (Stopwatch.GetTimestamp(), Cpu());

        foreach (var (_, stage) in runs)
            stage.Report(50);
        await Eventually.HoldsAsync(
            () => runs.All(r => r.Run.State.Stages[0].Progress == 50),
            "all are accepted", Limit);

        var commands = (double)await CommandsAsync() / Runs;
        Write(
            $"{Runs} runs, neighbour {isNeighbourBusy}: {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s, "
                + $"{(Cpu() - cpu).TotalSeconds:F1} s of CPU, {commands:F2} commands a run, "
                + $"{Said(host).Length - lines} lines, {host.Counts["failures"]} failures"
        );
        Assert.InRange(commands, 6, 8);
        Assert.InRange(Said(host).Length, 0, 99);
    }
}
