using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>A client with live queries that keeps what they list, and checks each frame.</summary>
internal sealed class QueryClient(WireClient wire) : IAsyncDisposable
{
    private readonly Dictionary<string, string[]> _lists = new(StringComparer.Ordinal);

    /// <summary>The newest status and position of each pipeline that was sent.</summary>
    public Dictionary<string, (string Status, long Version)> States { get; } = new(StringComparer.Ordinal);

    /// <summary>Every frame of a list.</summary>
    public List<string[]> Lists { get; } = [];

    /// <summary>Why subscriptions ended.</summary>
    public List<(string Id, string Reason)> Ended { get; } = [];

    /// <summary>Sees every frame first.</summary>
    public Action<JsonObject>? Check { get; init; }

    public static async Task<QueryClient> ConnectAsync(
        RealtimeServer server, string userId = "user-1", Action<JsonObject>? check = null) =>
        new(await WireClient.ConnectAsync(server, userId)) { Check = check };

    public Task AskAsync(object query) => wire.SendAsync(query);

    /// <summary>Reads until a query lists exactly these, in this order, and each has a state.</summary>
    public async Task UntilAsync(string queryId, params string[] ids)
    {
        using var wait = new Faults.Wait($"'{queryId}' with {string.Join(' ', ids)}, not {Of(queryId)}");
        while (!IsListed(queryId, ids)) await ReadAsync(wait);
    }

    public async Task UntilAsync(Func<bool> holds)
    {
        using var wait = new Faults.Wait("what the test waits for");
        while (!holds()) await ReadAsync(wait);
    }

    /// <summary>All that was on its way has come.</summary>
    public async Task BarrierAsync()
    {
        await wire.SendAsync(new { type = "ping", timestamp = "barrier" });
        foreach (var frame in await wire.ReceiveUntilAsync(f => (string?)f["type"] == "pong")) Take(frame);
    }

    public ValueTask DisposeAsync() => wire.DisposeAsync();

    private string Of(string queryId) => string.Join(' ', _lists.GetValueOrDefault(queryId, []));

    private bool IsListed(string queryId, string[] ids) =>
        _lists.TryGetValue(queryId, out var listed) && listed.SequenceEqual(ids) && ids.All(States.ContainsKey);

    private async Task ReadAsync(Faults.Wait wait) =>
        Take(await wire.ReceiveAsync(wait) ?? throw wait.Ended($"The server closed ({wire.CloseStatus})"));

    private void Take(JsonObject frame)
    {
        Check?.Invoke(frame);
        switch ((string?)frame["type"])
        {
            case "query":
                string[] ids = [.. frame["pipeline_ids"]!.AsArray().Select(id => (string)id!)];
                Assert.Equal(ids.Distinct(StringComparer.Ordinal), ids);
                _lists[(string)frame["query_id"]!] = ids;
                Lists.Add(ids);
                break;
            case "pipeline_progress" or "pipeline_update":
                States[(string)frame["pipeline_id"]!] = ((string)frame["status"]!, (long)frame["version"]!);
                break;
            case "unsubscription_confirmed":
                States.Remove((string)frame["pipeline_id"]!);
                Ended.Add(((string)frame["pipeline_id"]!, (string)frame["reason"]!));
                break;
        }
    }
}
