using System.Text.Json.Nodes;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Protocol;

/// <summary>A walk that makes a real server write every frame that it can write.</summary>
internal sealed class FrameWalk(RealtimeServer server, FrameSchemas schemas, CancellationToken cancellationToken)
    : IAsyncDisposable
{
    private readonly List<RecordingClient> _clients = [];

    public IEnumerable<JsonObject> Frames => _clients.SelectMany(c => c.Frames);

    public async Task<RecordingClient> ConnectAsync(string? subProtocol = "dpa.realtime.v1")
    {
        var client = await RecordingClient.ConnectAsync(server, schemas, subProtocol);
        _clients.Add(client);
        await client.UntilAsync("connection");
        return client;
    }

    /// <summary>The answers to every kind of <c>since</c>, and an epoch that continues a lost one.</summary>
    public async Task AnswersAsync()
    {
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("answers", "user-1") { Stages = [new("a"), new("b")] }, cancellationToken);
        await run.StartStageAsync("a", cancellationToken);
        var (epoch, version) = run.State.Position;
        var client = await ConnectAsync();
        foreach (var since in new[] { version - 1, version, version + 7 })
        {
            await client.SendAsync(
                new
                {
                    type = "subscribe_pipeline", pipeline_id = "answers", since = new { epoch, version = since },
                });
            await client.UntilAsync("subscription_confirmed");
        }

        var lost = run.State with { Position = run.State.Position with { Version = version + 20 } };
        await server.Services.GetRequiredService<IBackplane>().RestoreAsync(lost, cancellationToken);
        await client.UntilAsync(f => f.ContainsKey("continues"));
    }

    /// <summary>
    /// A parent with its children, an epoch on a taken id, waiting, and the end of a subscription by each reason.
    /// </summary>
    public async Task SubscriptionsAsync(WalkAuthorizer authorizer)
    {
        var client = await ConnectAsync();
        await client.SendAsync(new { type = "subscribe_user", detail = "stages" });
        await using var parent = await server.Progress.StartAsync(
            new PipelineStart("parent", "user-1") { Children = 2 }, cancellationToken);
        await client.UntilAsync("subscription_confirmed");
        await using var child = await server.Progress.StartAsync(
            new PipelineStart("child", "user-1") { ParentId = "parent", Weight = 2 }, cancellationToken);
        await client.UntilAsync(f => f.ContainsKey("children"));
        await client.SendAsync(
            new
            {
                type = "subscribe_pipeline", pipeline_id = "child", positions = new { child = (object?)null },
            });
        await client.UntilAsync(f => f.ContainsKey("parent_id"));

        await client.SendAsync(
            new
            {
                type = "subscribe_pipeline", pipeline_id = "later", wait = true, request_id = "r-2",
            });
        await client.UntilAsync(f => (string?)f["request_id"] == "r-2");
        await client.UntilAsync(f => (string?)f["reason"] == "expired");
        await client.SendAsync(new { type = "unsubscribe_pipeline", pipeline_id = "later" });
        await client.UntilAsync(f => (string?)f["reason"] == "requested");
        authorizer.Revoke("child");
        await server.Progress.RevokeAsync("user-1", "child", cancellationToken);
        await client.UntilAsync(f => (string?)f["reason"] == "forbidden");
        await client.SendAsync(new { type = "unsubscribe_user" });
        await client.SendAsync(new { type = "unsubscribe_pipeline", pipeline_id = "parent" });
        await client.SendAsync(
            new { type = "subscribe_query", query_id = "q", limit = 1, request_id = "r-3", detail = "summary" });
        await client.UntilAsync("query");
        await client.UntilAsync(f => f.ContainsKey("epoch") && (string?)f["request_id"] == "r-3");
        await client.SendAsync(new { type = "unsubscribe_query", query_id = "q" });
        await client.UntilAsync(f => (string?)f["reason"] == "left");
        await client.SendAsync(new { type = "get_status" });
        await client.UntilAsync("status");
        await client.SendAsync(new { type = "ping", timestamp = 12.5 });
        await client.UntilAsync("pong");
        await client.SendAsync(new { type = "pong" });
    }

    /// <summary>
    /// A run that is silent for a second. In the other parts a busy machine may be silent for as long, and the flag
    /// would bring whole frames in place of those that are waited for.
    /// </summary>
    public async Task StalledAsync()
    {
        var options = server.Services.GetRequiredService<DpaRealtimeOptions>();
        var usual = options.StallAfter;
        options.StallAfter = TimeSpan.FromSeconds(1);
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("slow", "user-1") { Stages = [new("a")] }, cancellationToken);
        var stage = await run.StartStageAsync("a", cancellationToken);
        var client = await ConnectAsync();
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "slow" });
        await client.UntilAsync(f => f.ContainsKey("stalled"));
        options.StallAfter = usual;
        stage.Report(1);
        await client.UntilAsync(f => (string?)f["type"] == "pipeline_progress" && !f.ContainsKey("stalled"));
    }

    /// <summary>A question with everything in it, its answer, and each refusal of one.</summary>
    public async Task QuestionsAsync()
    {
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("asking", "user-1") { Stages = [new("a")] }, cancellationToken);
        var (client, brief) = (await ConnectAsync(), await ConnectAsync());
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "asking" });
        await brief.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "asking", detail = "pipeline" });
        foreach (var c in new[] { client, brief }) await c.UntilAsync("subscription_confirmed");
        var stage = await run.StartStageAsync("a", cancellationToken);
        var question = new PipelineQuestion("duplicate", "已存在。What now?")
        {
            Choices = ["open", "两者"], Schema = """{"type":"string","maxLength":9}""",
            ExpiresAt = DateTimeOffset.UtcNow.AddDays(1),
        };
        var asking = stage.AskAsync(question, cancellationToken).AsTask();
        foreach (var c in new[] { client, brief }) await c.UntilAsync(f => f.ContainsKey("question"));
        foreach (
            var (id, answer, code) in new[]
            {
                ("other", "open", "no_such_question"), ("duplicate", "close", "invalid_answer"),
                ("duplicate", "两者", null), ("duplicate", "open", "already_answered"),
            })
        {
            await client.SendAsync(
                new
                {
                    type = "control", pipeline_id = "asking", action = "answer", question_id = id, answer,
                    request_id = "q-1",
                });
            if (code is null) await client.UntilAsync("control_accepted");
            else await client.UntilErrorAsync(code);
        }

        Assert.Equal("两者", (await asking.WaitAsync(WireClient.Limit, cancellationToken)).Text);
        await brief.UntilAsync(f => (string?)f["type"] == "pipeline_update" && (string?)f["status"] == "processing");
    }

    /// <summary>Attributes that change during a run, and a result at its end, in every form of the state.</summary>
    public async Task ResultAsync()
    {
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("report", "user-1")
            {
                Attributes = new Dictionary<string, string> { ["document_id"] = "d-2", ["engine"] = "one" },
            },
            cancellationToken);
        RecordingClient[] clients = [await ConnectAsync(), await ConnectAsync(), await ConnectAsync(subProtocol: null)];
        await clients[0].SendAsync(new { type = "subscribe_pipeline", pipeline_id = "report" });
        await clients[1].SendAsync(new { type = "subscribe_pipeline", pipeline_id = "report", detail = "pipeline" });
        await clients[2].SendAsync(new { type = "subscribe_pipeline", pipeline_id = "report" });
        foreach (var client in clients) await client.UntilAsync("subscription_confirmed");
        await run.SetAttributesAsync(
            new Dictionary<string, string?> { ["pages"] = "128", ["engine"] = null }, cancellationToken);
        foreach (var client in clients)
            await client.UntilAsync(f => (string?)f["pages"] == "128" && !f.ContainsKey("engine"));
        await run.CompleteAsync(
            new PipelineResult("/reports/2", "128 pages") { Attributes = run.State.Attributes }, cancellationToken);
        foreach (var client in clients)
        {
            await client.UntilAsync(f =>
                (string?)f["result"]?["uri"] == "/reports/2" && (string?)f["result"]?["attributes"]?["pages"] == "128");
        }
    }

    /// <summary>Each refusal that a client can bring about.</summary>
    public async Task RefusalsAsync(BackplaneLine line)
    {
        var client = await ConnectAsync();
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("plain", "user-1") { Controls = PipelineControls.Cancel }, cancellationToken);
        await using var unreadable = await server.Progress.StartAsync(
            new PipelineStart("unreadable", "user-1"), cancellationToken);
        line.IsAway = true;
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "away" });
        await client.UntilErrorAsync("backplane_unavailable");
        line.IsAway = false;
        foreach (
            var (text, code) in new[]
            {
                ("{", "invalid_json"),
                ("""{"type":"control","pipeline_id":"plain","action":"stop","request_id":"r"}""", "invalid_message"),
                ("""{"type":"authenticate","ticket":"t"}""", "invalid_message"),
                ("""{"type":"subscribe_all"}""", "unknown_type"),
                ("""{"type":"subscribe_pipeline","pipeline_id":"a b"}""", "invalid_pipeline_id"),
                ("""{"type":"subscribe_pipeline","pipeline_id":"none"}""", "not_found"),
                ("""{"type":"subscribe_pipeline","pipeline_id":"unreadable"}""", "application_unavailable"),
                (
                    """{"type":"subscribe_pipeline","pipeline_ids":["w1","w2","w3","w4","w5","w6"],"wait":true}""",
                    "too_many_subscriptions"
                ),
            }
        )
        {
            await client.SendWrongAsync(text);
            await client.UntilErrorAsync(code);
        }

        await using (
            var failed = await server.Progress.StartAsync(
                new PipelineStart("failed", "user-1") { Controls = PipelineControls.Retry }, cancellationToken))
            await failed.FailAsync(new ProgressError("broken", "It broke."), cancellationToken);
        await client.SendAsync(new { type = "control", pipeline_id = "failed", action = "retry" });
        await client.UntilErrorAsync("control_failed");
        await client.SendAsync(new { type = "control", pipeline_id = "plain", action = "retry", request_id = "r-3" });
        await client.UntilErrorAsync("not_controllable");
        await client.SendAsync(new { type = "control", pipeline_id = "plain", action = "cancel", reason = "enough" });
        await client.UntilAsync("control_accepted");
        for (var i = 0; i < 60; i++) await client.SendWrongAsync("""{"type":"pong"}""");
        await client.UntilErrorAsync("rate_limited");
    }

    public async Task StopAsync()
    {
        var client = await ConnectAsync();
        var stopping = server.StopAsync();
        await client.UntilAsync("reconnect");
        await client.ToEndAsync();
        await stopping.WaitAsync(WireClient.Limit, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
    }
}
