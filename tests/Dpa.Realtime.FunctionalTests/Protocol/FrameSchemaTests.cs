using System.Text;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;
using Dpa.Realtime.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Protocol;

public sealed class FrameSchemaTests
{
    private static readonly string[] Codes =
    [
        "invalid_json", "invalid_message", "unknown_type", "not_found", "invalid_pipeline_id", "too_many_subscriptions",
        "rate_limited", "not_controllable", "backplane_unavailable", "application_unavailable", "control_failed",
        "already_answered", "no_such_question", "invalid_answer",
    ];

    [Fact]
    public async Task Server_WalkedThroughAllItCanSay_WritesOnlyWhatTheSchemasDescribeAndLeavesNoneOut()
    {
        var schemas = await FrameSchemas.LoadAsync();
        var authorizer = new WalkAuthorizer();
        var line = new BackplaneLine();
        await using var server = await RealtimeServer.StartAsync(
            o =>
            {
                (o.HeartbeatInterval, o.WaitTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
                (o.MaxSubscriptionsPerConnection, o.MaxMessagesPerSecond, o.MessageBurst) = (4, 1, 50);
            },
            b =>
            {
                line.AddTo(b);
                b.AddControlHandler<BrokenQueue>().Services.AddSingleton<IPipelineAuthorizer>(authorizer);
            });
        await using var walk = new FrameWalk(server, schemas, TestContext.Current.CancellationToken);

        await new ChangesWalk(walk, server, TestContext.Current.CancellationToken).RunAsync();
        await walk.AnswersAsync();
        await walk.SubscriptionsAsync(authorizer);
        await walk.StalledAsync();
        await walk.QuestionsAsync();
        await walk.ResultAsync();
        await walk.RefusalsAsync(line);
        await walk.StopAsync();

        var frames = walk.Frames.ToList();
        Assert.Equal(
            schemas.Names.Where(n => n.StartsWith("server.", StringComparison.Ordinal)).Order(),
            Seen(frames, "type").Select(t => $"server.{t}").Order());
        Assert.Equal(Codes.Order(), Seen(frames, "code").Order());
        Assert.Equal(["attempt", "progress", "status", "warning"], Seen(frames, "change").Order());
        Assert.Equal(["expired", "forbidden", "left", "requested", "restart"], Seen(frames, "reason").Order());
        foreach (
            var field in new[]
            {
                "partial", "reset", "continues", "stalled", "children", "parent_id", "error_info", "document_id",
                "marks", "question", "result",
            })
            Assert.Contains(frames, f => f.ContainsKey(field));
        Assert.Contains(frames, f => (string?)f["type"] == "pipeline_progress" && !f.ContainsKey("stages"));
    }

    [Theory]
    [InlineData("""{"type":"pong"}""")]
    [InlineData("""{"type":"pong","timestamp":"t","more":1}""")]
    [InlineData("""{"type":"reconnect","after_ms":"1","reason":"restart"}""")]
    [InlineData("""{"type":"ping","timestamp":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"type":"subscription_confirmed","pipeline_id":"p","epoch":"","version":3}""")]
    [InlineData("""{"type":"news"}""")]
    public async Task Schemas_FrameThatIsWrong_IsRefused(string frame)
    {
        var schemas = await FrameSchemas.LoadAsync();

        Assert.NotEmpty(schemas.ErrorsOfServer(JsonNode.Parse(frame)!.AsObject()));
    }

    [Theory]
    [InlineData("processing", 100, false)]
    [InlineData("failed", 100, false)]
    [InlineData("processing", 99.99, true)]
    [InlineData("completed", 100, true)]
    public async Task Schemas_OverallProgress_Is100OfACompletedPipelineAlone(
        string status, double overall, bool isRight)
    {
        var schemas = await FrameSchemas.LoadAsync();
        var text = await File.ReadAllTextAsync(
            ProtocolFiles.PathOf("vectors", "server-frames.json"), TestContext.Current.CancellationToken);
        var frame = JsonNode.Parse(text)!.AsArray().First(static c => (string?)c!["write"] == "full")![
            "frame"
        ]!.AsObject();
        (frame["status"], frame["overall_progress"]) = (status, overall);

        Assert.Equal(isRight, schemas.ErrorsOfServer(frame).Count == 0);
    }

    /// <summary>Absent and null mean the same to a reader: to the schemas as to the server.</summary>
    [Theory]
    [InlineData(
        """{"type":"subscribe_pipeline","pipeline_id":null,"pipeline_ids":["p"],"since":null,"positions":{"p":null},"detail":null,"max_hz":null,"wait":null,"request_id":null}"""
    )]
    [InlineData("""{"type":"subscribe_pipeline","pipeline_id":"p","pipeline_ids":null,"positions":null}""")]
    [InlineData("""{"type":"unsubscribe_pipeline","pipeline_id":"p","pipeline_ids":null,"request_id":null}""")]
    [InlineData("""{"type":"subscribe_user","detail":null,"max_hz":null,"request_id":null}""")]
    [InlineData("""{"type":"unsubscribe_user","request_id":null}""")]
    [InlineData(
        """{"type":"subscribe_query","query_id":"q","owner":null,"status":null,"kind":null,"limit":null,"detail":null,"max_hz":null,"request_id":null}"""
    )]
    [InlineData("""{"type":"unsubscribe_query","query_id":"q","request_id":null}""")]
    [InlineData("""{"type":"get_status","request_id":null}""")]
    [InlineData(
        """{"type":"control","pipeline_id":"p","pipeline_ids":null,"action":"cancel","reason":null,"request_id":null}"""
    )]
    [InlineData("""{"type":"authenticate","ticket":"t","request_id":null}""")]
    [InlineData("""{"type":"ping","timestamp":null,"request_id":null}""")]
    [InlineData("""{"type":"pong","timestamp":null,"request_id":null}""")]
    public async Task ClientMessage_WithNullForAbsent_IsValidAndUnderstood(string message)
    {
        var schemas = await FrameSchemas.LoadAsync();

        Assert.Empty(schemas.ErrorsOfClient(JsonNode.Parse(message)!.AsObject()));
        Assert.NotNull(ClientMessageParser.Parse(Encoding.UTF8.GetBytes(message), 1000).Message);
    }

    [Theory]
    [InlineData("""{"type":"subscribe_pipeline","pipeline_id":null}""")]
    [InlineData("""{"type":"control","pipeline_id":"p","action":null}""")]
    [InlineData("""{"type":"authenticate","ticket":null}""")]
    public async Task ClientMessage_WithNullForWhatItNeeds_IsRefusedByBoth(string message)
    {
        var schemas = await FrameSchemas.LoadAsync();

        Assert.NotEmpty(schemas.ErrorsOfClient(JsonNode.Parse(message)!.AsObject()));
        Assert.Null(ClientMessageParser.Parse(Encoding.UTF8.GetBytes(message), 1000).Message);
    }

    [Fact]
    public async Task AsyncApi_NamesEverySchema()
    {
        var schemas = await FrameSchemas.LoadAsync();
        var document = await File.ReadAllTextAsync(
            ProtocolFiles.PathOf("asyncapi.yaml"), TestContext.Current.CancellationToken);

        Assert.All(schemas.Names, n =>
            Assert.Contains($"$ref: './schemas/{n}.json'", document, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Seen(IEnumerable<JsonObject> frames, string field) =>
        frames.Select(f => (string?)f[field]).OfType<string>().Distinct();

    private sealed class BrokenQueue : IPipelineControlHandler
    {
        public ValueTask<bool> HandleAsync(
            PipelineState pipeline, PipelineControls action, string? reason, CancellationToken cancellationToken
        ) => throw new InvalidOperationException("The queue is broken.");
    }
}
