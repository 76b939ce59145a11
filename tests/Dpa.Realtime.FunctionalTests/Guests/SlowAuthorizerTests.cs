using Dpa.Realtime.Connections;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Guests;

/// <summary>A slow authorizer costs nobody the connection.</summary>
public sealed class SlowAuthorizerTests
{
    private const int Pipelines = 1000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>
    /// What it sends is read meanwhile, its pongs among it: without them it would be closed.
    /// </summary>
    [Fact]
    public async Task Subscribe_ToAThousandWhileTheAuthorizerIsSlow_StaysConnectedAndEndsSubscribed()
    {
        var rules = new GateAuthorizer();
        await using var server = await StartAsync(rules, o =>
            (o.HeartbeatInterval, o.CallbackTimeout) = (TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1)));
        string[] ids = [.. Enumerable.Range(0, Pipelines).Select(i => $"p{i}")];
        foreach (var id in ids) await server.Progress.StartAsync(new PipelineStart(id, "user-1"), Ct);
        await using var client = await WireClient.ConnectAsync(server);

        rules.Close();
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_ids = ids });
        await UntilAsync(() => rules.Tokens.Count > 0);
        await client.SendAsync(new { type = "ping", timestamp = 1 });
        await client.ReceiveAsync("pong");
        rules.Open();

        var confirmed = new HashSet<string>();
        await client.ReceiveUntilAsync(f =>
            (string?)f["type"] == "subscription_confirmed"
            && confirmed.Add((string)f["pipeline_id"]!)
            && confirmed.Count == Pipelines);
        Assert.Null(client.CloseStatus);
    }

    /// <summary>
    /// Ten that reload their page leave nothing behind: their calls are cancelled and their places are free.
    /// </summary>
    [Fact]
    public async Task Connections_ThatLeaveWhileTheAuthorizerHangs_LeaveNothingBehind()
    {
        var rules = new GateAuthorizer();
        await using var server = await StartAsync(rules, o => o.CallbackTimeout = TimeSpan.FromMinutes(1));
        await using var run = await server.Progress.StartAsync(new PipelineStart("p", "user-1"), Ct);
        var registry = server.Services.GetRequiredService<ConnectionRegistry>();
        rules.Close();

        for (var i = 1; i <= 11; i++)
        {
            await using var client = await WireClient.ConnectAsync(server); // the limit is 10
            await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "p" });
            await UntilAsync(() => rules.Tokens.Count == i);
        }

        await UntilAsync(() => registry.Count == 0 && rules.Tokens.All(t => t.IsCancellationRequested));
    }

    [Fact]
    public async Task Subscribe_WhoseAuthorizerThrowsTaskCanceled_IsNotNotFound()
    {
        await using var server = await RealtimeServer.StartAsync(build: b => b.AddPipelineAuthorizer<Cancelled>());
        await using var run = await server.Progress.StartAsync(new PipelineStart("p", "user-1"), Ct);
        await using var client = await WireClient.ConnectAsync(server);

        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "p", request_id = "r" });

        var error = await client.ReceiveAsync("error");
        Assert.Equal(("application_unavailable", "r"), ((string?)error["code"], (string?)error["request_id"]));
    }

    /// <summary>Asked in one call, and what it leaves out is refused.</summary>
    [Fact]
    public async Task Subscribe_ToManyWithAnAuthorizerOfMany_AsksOnce()
    {
        var rules = new OfMany();
        await using var server = await RealtimeServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineAuthorizer>(rules));
        foreach (var id in new[] { "a", "b", "c" })
            await server.Progress.StartAsync(new PipelineStart(id, "user-1"), Ct);
        await using var client = await WireClient.ConnectAsync(server);

        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_ids = new[] { "a", "b", "c" } });
        var frames = await client.ReceiveUntilAsync(f =>
            (string?)f["type"] == "subscription_confirmed" && (string?)f["pipeline_id"] == "c");

        Assert.Equal(
            ["b"],
            frames.Where(f => (string?)f["code"] == "not_found").Select(f => (string?)f["pipeline_id"]));
        Assert.Equal(1, rules.Calls);
    }

    internal static Task<RealtimeServer> StartAsync(
        GateAuthorizer rules, Action<DpaRealtimeOptions>? options = null, LogLines? lines = null
    ) => RealtimeServer.StartAsync(options, b =>
        {
            b.Services.AddSingleton<IPipelineAuthorizer>(rules);
            lines?.AddTo(b);
        });

    internal static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(WireClient.Limit);
        while (!holds())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Cancelled : IPipelineAuthorizer
    {
        public ValueTask<bool> CanReadAsync(
            System.Security.Claims.ClaimsPrincipal principal, string userId, PipelineState pipeline,
            CancellationToken cancellationToken) => throw new TaskCanceledException("Its own query was cancelled.");
    }

    private sealed class OfMany : IPipelineAuthorizer
    {
        private int _calls;

        public int Calls => _calls;

        public ValueTask<bool> CanReadAsync(
            System.Security.Claims.ClaimsPrincipal principal, string userId, PipelineState pipeline,
            CancellationToken cancellationToken) => throw new InvalidOperationException("Asked one by one.");

        public ValueTask<IReadOnlyCollection<string>?> CanReadManyAsync(
            System.Security.Claims.ClaimsPrincipal principal, string userId, IReadOnlyList<PipelineState> pipelines,
            CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            return new((IReadOnlyCollection<string>?)["a", "c"]);
        }
    }
}
