using System.Globalization;
using System.Text.Json;
using Dpa.Realtime.LoadTest;
using Dpa.Realtime.LoadTest.Attacks;
using Dpa.Realtime.LoadTest.Cuts;
using Dpa.Realtime.LoadTest.Guests;
using Dpa.Realtime.LoadTest.Load;
using Dpa.Realtime.LoadTest.Polling;
using Dpa.Realtime.LoadTest.Producing;
using Dpa.Realtime.LoadTest.Results;
using Dpa.Realtime.LoadTest.Returning;
using Dpa.Realtime.LoadTest.Target;

// target: whether change → client stays under 100 ms here, as an exit code.
// run, quiet, cold, overload, idle, return, polling, many, hot, cuts, cross-node: a server and a load process per peer
// and repeat (cross-node: several servers and a Redis); prints and writes the result. guests: application code that
// misbehaves for one user, and what others notice of it; guest-server: the node of that. server: one peer's server
// alone. load: the subscribers alone, against a server that is already up. attacks: what one user does to a node, and
// what another notices of it; attack-server, attacker: the processes of that.
var mode = args.FirstOrDefault();
var scenario = mode switch
{
    "overload" => Scenario.Overload,
    "idle" => Scenario.Idle,
    "cross-node" => Scenario.CrossNode,
    "many" => Scenario.Many,
    "hot" => Scenario.Hot,
    "quiet" => Scenario.Quiet,
    "cold" => Scenario.Cold,
    "return" => Scenario.Return,
    "polling" => Scenario.Polling,
    "cuts" => Scenario.Cuts,
    _ => Scenario.Run,
};
LoadTestOptions options = LoadTestOptions.For(scenario);
if (mode is not ("target" or "attacks" or "attack-server" or "attacker" or "guests" or "guest-server")
    && !LoadTestOptions.TryParse(scenario, args.Skip(1), out options, out var error))
    mode = error;
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
try
{
    switch (mode)
    {
        case "server":
            stop.CancelAfter(options.Limit + TimeSpan.FromMinutes(1)); // no orphan, should its owner be killed
            await LoadServer.RunAsync(options, stop.Token);
            return 0;
        case "load":
            stop.CancelAfter(options.Limit);
            Console.WriteLine(options.Scenario switch
            {
                Scenario.Idle => JsonSerializer.Serialize(await new IdleRun(options).RunAsync(stop.Token)),
                Scenario.Return => JsonSerializer.Serialize(await new ReturnRun(options).RunAsync(stop.Token)),
                Scenario.Polling => JsonSerializer.Serialize(await new PollingRun(options).RunAsync(stop.Token)),
                Scenario.Cuts => JsonSerializer.Serialize(await new CutRun(options).RunAsync(stop.Token)),
                _ => JsonSerializer.Serialize(await new LoadRun(options).RunAsync(stop.Token)),
            });
            return 0;
        case "run" or "quiet" or "cold" or "overload" or "idle" or "return" or "polling" or "cross-node" or "many"
            or "hot" or "cuts":
            return await new Comparison(options, Environment.CommandLine).RunAsync(stop.Token);
        case "target":
            return await TargetRun.RunAsync(args[1..], stop.Token);
        case "attacks":
            return await AttackRun.RunAsync(args[1..], stop.Token);
        case "attack-server":
            stop.CancelAfter(TimeSpan.FromMinutes(10)); // no orphan, should its owner be killed
            await AttackServer.RunAsync(stop.Token);
            return 0;
        case "attacker":
            var duration = TimeSpan.FromSeconds(double.Parse(args[3], CultureInfo.InvariantCulture));
            Console.WriteLine(
                JsonSerializer.Serialize(await new Attacker(new Uri(args[1]), args[2], duration).RunAsync()));
            return 0;
        case "guests":
            stop.CancelAfter(TimeSpan.FromMinutes(10));
            return await GuestRun.RunAsync(args[1..], stop.Token);
        case "guest-server":
            stop.CancelAfter(TimeSpan.FromMinutes(10)); // no orphan, should its owner be killed
            await GuestServer.RunAsync(int.Parse(args[1], CultureInfo.InvariantCulture), stop.Token);
            return 0;
        default:
            await Console.Error.WriteLineAsync($"{mode}\n{LoadTestOptions.Usage}");
            return 64;
    }
}
catch (Exception e) when (e is InvalidOperationException or OperationCanceledException or IOException)
{
    await Console.Error.WriteLineAsync($"{mode}: {e.Message}");
    return 1;
}
