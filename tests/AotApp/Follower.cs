using Dpa.Realtime.Client;

/// <summary>
/// The .NET client in the same native binary: <c>AotApp follow URL</c> says what it sees of the run, over the socket
/// and over plain HTTP.
/// </summary>
internal static class Follower
{
    public static async Task FollowAsync(Uri address)
    {
        await using var client = new RealtimeClient(
            new RealtimeClientOptions
            {
                Address = address, UserId = "user-1", Headers = { ["X-USER-ID"] = "user-1" },
            });
        var read = await client.GetAsync("aot");
        Console.WriteLine($"read {read.Status}");
        var before = read.Stages[0].CompletedUnits;
        await foreach (var state in client.WatchAsync("aot"))
        {
            if (state.Stages[0].CompletedUnits <= before) continue;
            Console.WriteLine($"watched {state.Status} {client.Connection.Status}");
            return;
        }
    }
}
