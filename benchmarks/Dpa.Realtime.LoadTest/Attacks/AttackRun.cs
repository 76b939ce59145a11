using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Dpa.Realtime.LoadTest.Producing;
using Dpa.Realtime.LoadTest.Results;

namespace Dpa.Realtime.LoadTest.Attacks;

/// <summary>
/// Each attack in turn on a fresh server, which has a core of its own; attacker and victim share the other, the
/// attacker with what the victim leaves.
/// </summary>
internal sealed class AttackRun(TimeSpan duration, IReadOnlyList<string> attacks)
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string[] arguments, CancellationToken stop)
    {
        var (seconds, names) = (20, AttackKinds.Names);
        foreach (var pair in arguments.Chunk(2))
            (seconds, names) =
                pair[0] == "--seconds"
                    ? (int.Parse(pair[1], CultureInfo.InvariantCulture), names)
                    : (seconds, pair[1].Split(','));
        if (names.Except(AttackKinds.Names).Any())
            throw new InvalidOperationException($"--attacks: of {string.Join(", ", AttackKinds.Names)}");
        await new AttackRun(TimeSpan.FromSeconds(seconds), names).RunAsync(stop);
        return 0;
    }

    private async Task RunAsync(CancellationToken stop)
    {
        var machine = Machine.Current();
        Console.WriteLine(
            $"{machine.Processor}, {machine.Cores} cores, {machine.Runtime}, load before {machine.LoadBefore}; "
                + $"{duration.TotalSeconds:N0} s each\n"
        );
        Console.WriteLine(
            "| attack | others' p99, undisturbed | others' p99 | others' longest | server's CPU | in, MB/s | out, MB/s "
                + "| connections or requests/s | refused | heap after − before |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var attack in attacks)
            Console.WriteLine(await RunAsync(attack, stop));
    }

    private async Task<string> RunAsync(string attack, CancellationToken stop)
    {
        var pins = OperatingSystem.IsLinux() && Environment.ProcessorCount > 1;
        using var server = new ChildProcess("attack-server", [], pins ? 0 : null);
        var address = await server.ReadAddressAsync(stop);
        using var http = new HttpClient { BaseAddress = address };
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var victim = new Victim();
        var watching = victim.RunAsync(address, ending.Token);
        await AttackAsync(attack, address, WarmUp, pins, stop); // makes what is made once, and compiles
        await Task.Delay(Settled, stop);
        var quiet = victim.Begin();
        await Task.Delay(TimeSpan.FromSeconds(Math.Min(5, duration.TotalSeconds)), stop);
        var before = await TakeAsync(http, stop);
        var attacked = victim.Begin();
        var cpu = await http.GetFromJsonAsync<double>("/cpu", stop);
        var report = await AttackAsync(attack, address, duration, pins, stop);
        cpu = await http.GetFromJsonAsync<double>("/cpu", stop) - cpu;
        var (count, p99, longest) = (attacked.Count, attacked.Milliseconds(99), attacked.Milliseconds(100));
        await Task.Delay(Settled, stop);
        var after = await TakeAsync(http, stop);
        await ending.CancelAsync();
        await watching;
        var s = duration.TotalSeconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {attack} | {quiet.Milliseconds(99):N1} ms | {p99:N1} ms ({count} updates) | {longest:N0} ms | "
                + $"{cpu / s:P0} | {report.Sent / s / 1e6:N1} | {report.Received / s / 1e6:N1} | "
                + $"{report.Connections / s:N0} | {report.Refused:N0} | {(after.Heap - before.Heap) / 1e6:N1} MB |"
        );
    }

    private static async Task<MemoryReport> TakeAsync(HttpClient http, CancellationToken stop) =>
        await http.GetFromJsonAsync<MemoryReport>("/memory", stop) ?? throw new InvalidDataException("no report");

    private static async Task<AttackerReport> AttackAsync(
        string attack, Uri server, TimeSpan duration, bool pins, CancellationToken stop)
    {
        using var attacker = new ChildProcess(
            "attacker",
            [server.ToString(), attack, duration.TotalSeconds.ToString(CultureInfo.InvariantCulture)],
            pins ? 1 : null, isNice: true);
        return JsonSerializer.Deserialize<AttackerReport>(await attacker.ReadToEndAsync(stop))
            ?? throw new InvalidDataException("no report");
    }
}
