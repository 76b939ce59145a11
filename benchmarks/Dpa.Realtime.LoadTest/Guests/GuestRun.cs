using System.Globalization;
using Dpa.Realtime.Faults.Guests;
using Dpa.Realtime.LoadTest.Load;
using Dpa.Realtime.LoadTest.Results;

namespace Dpa.Realtime.LoadTest.Guests;

/// <summary>
/// Each guest that misbehaves in each way, for one user whose requests are the same all the time. Phases with and
/// without it take turns, so that both sides see the same machine.
/// </summary>
internal sealed class GuestRun(Uri server, OtherUsers others, int turns)
{
    private const int Port = 21890;
    private static readonly Uri Guest = new("/guest", UriKind.Relative);
    private static readonly TimeSpan Phase = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(250); // what was let go ends
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] arguments, CancellationToken stop)
    {
        var (guests, turns) = (BadGuest.Kinds, 3);
        foreach (var pair in arguments.Chunk(2))
            (guests, turns) = pair[0] switch
            {
                "--guests" => (pair[1].Split(','), turns),
                "--turns" => (guests, int.Parse(pair[1], CultureInfo.InvariantCulture)),
                _ => throw new InvalidOperationException(
                    $"unknown option {pair[0]}; there are --guests A,B and --turns N"),
            };
        if (guests.Except(BadGuest.Kinds).Any())
            throw new InvalidOperationException($"--guests: of {string.Join(',', BadGuest.Kinds)}");
        using var child = new ChildProcess(
            "guest-server",
            [$"{Port}"],
            OperatingSystem.IsLinux() && Environment.ProcessorCount > 1 ? 0 : null);
        var server = new Uri($"http://127.0.0.1:{Port}");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var http = new HttpClient { BaseAddress = server };
        while (!await IsUpAsync(http, stop))
            await Task.Delay(100, stop);
        using var others = new OtherUsers();
        await others.ConnectAsync(server, ending.Token);
        using var bad = new BadUser(server);
        var trouble = bad.RunAsync(ending.Token);
        await Task.Delay(WarmUp, stop);
        var machine = Machine.Current();
        Console.WriteLine(
            $"{machine.Processor}, {machine.Cores} cores, {machine.Runtime}, load before {machine.LoadBefore}; {turns} "
                + $"turns of {Phase.TotalSeconds} s each side\n"
        );
        Console.WriteLine(
            "| guest | misbehaviour | others' transport | p50, p99, longest without it | p50, p99, longest with it | p99 with ÷ without | "
                + "updates | calls that misbehaved |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        var run = new GuestRun(server, others, turns);
        foreach (var guest in guests)
            foreach (var how in Enum.GetValues<Misbehaviour>())
                Console.WriteLine(await run.CompareAsync(http, guest, how, stop));
        if (others.Lost.IsCompleted || trouble.IsFaulted)
            throw new InvalidOperationException("a connection was lost");
        await ending.CancelAsync();
        return 0;
    }

    private async Task<string> CompareAsync(HttpClient http, string guest, Misbehaviour how, CancellationToken stop)
    {
        var (calm, disturbed, calls) = (Recorders(), Recorders(), 0);
        for (var turn = 0; turn < turns; turn++)
        {
            await others.DuringAsync(calm, () => Task.Delay(Phase, stop));
            await AnswerAsync(
                http.PostAsync(new Uri($"/guest?guestName={guest}&how={how}", UriKind.Relative), null, stop));
            await others.DuringAsync(disturbed, () => Task.Delay(Phase, stop));
            calls += int.Parse(
                await http.GetStringAsync(new Uri(server, "/calls"), stop), CultureInfo.InvariantCulture);
            await AnswerAsync(http.DeleteAsync(Guest, stop));
            await Task.Delay(Settled, stop);
        }
        return string.Join(
            '\n',
            OtherUsers.Transports.Select((transport, i) => string.Create(
                CultureInfo.InvariantCulture,
                $"| {guest} | {how} | {transport} | {Text(calm[i])} | {Text(disturbed[i])} | "
                    + $"{disturbed[i].Milliseconds(99) / calm[i].Milliseconds(99):N2} | "
                    + $"{calm[i].Count:N0}, {disturbed[i].Count:N0} | {calls:N0} |")));
    }

    private static LatencyRecorder[] Recorders() => [.. OtherUsers.Transports.Select(_ => new LatencyRecorder())];

    private static string Text(LatencyRecorder times) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{times.Milliseconds(50):N2}, {times.Milliseconds(99):N2}, {times.Milliseconds(100):N1} ms");

    private static async Task AnswerAsync(Task<HttpResponseMessage> answering)
    {
        using var answer = await answering;
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<bool> IsUpAsync(HttpClient http, CancellationToken stop)
    {
        try
        {
            await http.GetStringAsync(new Uri("/calls", UriKind.Relative), stop);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
