using System.Collections.Concurrent;
using System.Diagnostics;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Redis.Tests.Worlds;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dpa.Realtime.Redis.Tests.Load;

/// <summary>
/// Redis is restarted empty under the running pipelines of a node: 3,000, and 45,000 with <c>DPA_LONG=1</c>.
/// </summary>
public sealed class EmptiedTests : LoadTest
{
    private static int Runs => IsLong ? 45_000 : 3_000;

    [Fact]
    public async Task RestartedEmpty_UnderManyRuns_IsNeverNotFoundAndNotHealthyBeforeAllIsBack()
    {
        await using var host = await RealtimeHost.StartAsync(Server.Address);
        await using var other = await RealtimeHost.StartAsync(Server.Address); // holds nothing of them
        var runs = await StartAsync(host, Runs);
        var known = new ConcurrentDictionary<string, string>(StringComparer.Ordinal); // by id: the epoch before
        foreach (var (run, _) in runs)
            known[run.State.Id] = run.State.Position.Epoch;
        var lines = Said(host).Length + Said(other).Length;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        await Server.KillAsync();
        Task<long>[] askers = [AskAsync(host, runs, stop.Token), AskAsync(other, runs, stop.Token)];
        Task[] health = [HealthAsync(host, stop.Token), HealthAsync(other, stop.Token)];
        var (began, cpu) = (Stopwatch.GetTimestamp(), Cpu());
        try
        {
            await Server.RestartAsync(isEmpty: true);
            await Eventually.HoldsAsync(AreRestoredAsync, "all are restored", Limit);
            var took = Stopwatch.GetElapsedTime(began);
            Write($"all back after {took.TotalSeconds:F1} s");
            await Eventually.HoldsAsync(
                async () => await IsHealthyAsync(host) && await IsHealthyAsync(other),
                "both are healthy",
                Limit
            );
            Write(
                $"{Runs} runs: all back after {took.TotalSeconds:F1} s, healthy after "
                    + $"{Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s"
            );
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var line in Said(host).Concat(Said(other)).Skip(lines))
                Write(line);
            Write(
                $"{host.Counts["restored"]} restored, {(Cpu() - cpu).TotalSeconds:F1} s of CPU, "
                    + $"{Said(host).Length + Said(other).Length - lines} lines"
            );
        }

        Write($"{(await Task.WhenAll(askers)).Sum()} reads answered meanwhile");
        await Task.WhenAll(health);
        Assert.InRange(Said(host).Length + Said(other).Length, 0, 99);
        foreach (var (_, stage) in runs)
            stage.Report(50);
        await Eventually.HoldsAsync(() => runs.All(r => r.Run.State.Stages[0].Progress == 50), "all go on", Limit);
        Assert.All(runs, r => Assert.Equal(known[r.Run.State.Id], r.Run.State.Continues));
    }

    /// <summary>Reads one after the other, single and of ten at once: each is answered, or to be asked again.</summary>
    private static Task<long> AskAsync(
        RealtimeHost host,
        (PipelineRun Run, StageRun Stage)[] runs,
        CancellationToken stop
    ) =>
        Task.Run(
            async () =>
            {
                var answered = 0L;
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    string[] ids =
                    [
                        .. Enumerable
                            .Range(0, (i % 2 * 9) + 1)
                            .Select(n => runs[((i * 7) + (n * 131)) % runs.Length].Run.State.Id),
                    ];
                    try
                    {
                        var states = await host.Backplane.ReadAsync(ids, CancellationToken.None);
                        if (states.Length != ids.Length)
                            throw new InvalidOperationException(
                                $"{ids.Length - states.Length} of {string.Join(' ', ids)} are not found."
                            );
                        answered++;
                    }
                    catch (PipelineException e) when (e.Code == "backplane_unavailable")
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
                    }
                }

                return answered;
            },
            CancellationToken.None
        );

    /// <summary>Healthy only while all are there.</summary>
    private Task HealthAsync(RealtimeHost host, CancellationToken stop) =>
        Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    if (await IsHealthyAsync(host))
                    {
                        var there = await RestoredAsync();
                        if (there != Runs)
                            throw new InvalidOperationException($"Healthy while {there} of {Runs} are there.");
                        return; // asked once: it takes the server a tenth of a second
                    }

                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
                }
            },
            CancellationToken.None
        );

    /// <summary>Asked twice a second: it takes the server a tenth of one.</summary>
    private async Task<bool> AreRestoredAsync()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, Ct);
        return await RestoredAsync() == Runs;
    }

    private static async Task<bool> IsHealthyAsync(RealtimeHost host) =>
        (await host.HealthAsync()).Entries["dpa.realtime"].Status == HealthStatus.Healthy;

    private async Task<int> RestoredAsync()
    {
        try
        {
            return
                (
                    await Server.CommandAsync(
                        "EVAL",
                        "local n = 0; for _, k in ipairs(redis.call('KEYS', 'dpa:{p*}')) do if redis.call('HEXISTS', "
                            + "k, 'h') == 1 then n = n + 1 end end; return n",
                        "0"
                    )
                )
                    is var n
                ? int.Parse(n, System.Globalization.CultureInfo.InvariantCulture)
                : 0;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            return 0;
        }
    }
}
