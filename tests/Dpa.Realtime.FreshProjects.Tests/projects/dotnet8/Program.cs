using Dpa.Realtime.Client;

await using var client = new RealtimeClient(
    new RealtimeClientOptions { Address = new Uri(args[0]), UserId = "user-1" });
client.TransitionRaised += (_, t) => Console.WriteLine($"{t.Transition?.Stage}: {t.Transition?.To}");
await foreach (var state in client.WatchAsync(args[1]))
{
    if (!state.IsEnded) continue;
    Console.WriteLine($"{client.Connection.Status}: {state.Status} {state.OverallProgress}");
    break;
}
