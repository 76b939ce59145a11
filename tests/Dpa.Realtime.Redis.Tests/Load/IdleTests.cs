using System.Diagnostics;
using System.Globalization;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Load;

/// <summary>What silent runs cost the server, beside their leases: 5,000, and 20,000 with <c>DPA_LONG=1</c>.</summary>
public sealed class IdleTests : LoadTest
{
    private const int Looks = 48; // at the server: three a second
    private static readonly TimeSpan NotNow = TimeSpan.FromHours(1);

    private static int Runs => IsLong ? 20_000 : 5_000;

    [Fact]
    public async Task SilentRuns_CostNoMoreCommandsWhereThereAreMore()
    {
        await using var host = await RealtimeHost.StartAsync(Server.Address, o =>
            (o.StallAfter, o.ProducerLease) = (NotNow, NotNow));
        var runs = await StartAsync(host, Runs);
        var began = Stopwatch.GetTimestamp();
        await ForgetCommandsAsync();

        await Eventually.HoldsAsync(async () => await CallsAsync("evalsha") >= Looks, "seconds pass", Limit);

        var (commands, compared) = (await CommandsAsync(), await CallsAsync("hget"));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Write($"{Runs} silent runs: {commands} commands in {seconds:F1} s, {commands / seconds:F0} a second");
        Assert.InRange(compared, 1, 1000 * ((seconds / 5) + 2)); // a thousand in five seconds, whatever their number
        GC.KeepAlive(runs);
    }

    [Fact]
    public async Task SilentRuns_WithTheirLeases_AreMeasured()
    {
        Assert.SkipUnless(IsLong, "A figure for benchmarks/results/redis-load.md: DPA_LONG=1.");
        await using var host = await RealtimeHost.StartAsync(Server.Address, o => o.StallAfter = NotNow);
        var runs = await StartAsync(host, Runs);
        await ForgetCommandsAsync();
        var cpu = double.Parse(await Server.InfoAsync("cpu", "used_cpu_user"), CultureInfo.InvariantCulture);

        await Task.Delay(TimeSpan.FromSeconds(60), TimeProvider.System, Ct); // three renewals of each lease

        var used = double.Parse(await Server.InfoAsync("cpu", "used_cpu_user"), CultureInfo.InvariantCulture) - cpu;
        Write(
            $"{Runs} silent runs with leases: {await CommandsAsync() / 60.0:F0} commands a second (commands inside "
                + $"scripts included), {used / 60 * 100:F1} % of a processor of Redis"
        );
        GC.KeepAlive(runs);
    }

    private async Task<long> CallsAsync(string command)
    {
        var line = await Server.InfoAsync("commandstats", $"cmdstat_{command}");
        return line.Length == 0 ? 0 : long.Parse(line.Split('=', ',')[1], CultureInfo.InvariantCulture);
    }
}
