using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Connections;

/// <summary>A question asked on one node, answered by people on others, over real sockets.</summary>
public sealed class QuestionTests
{
    private static readonly PipelineQuestion Duplicate = new("duplicate", "It is there already. What now?")
    {
        Choices = ["open", "again", "both"],
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoClientsOfTwoNodes_AnswerAtTheSameMoment_OneWinsAndTheOtherIsTold()
    {
        var store = new SharedStore();
        await using var a = await store.NodeAsync();
        await using var b = await store.NodeAsync();
        await using var run = await StartAsync(a);
        var stage = await run.StartStageAsync("parse", Ct);
        await using var first = await WatchAsync(a);
        await using var second = await WatchAsync(b);
        for (var round = 0; round < 10; round++)
        {
            var question = Duplicate.Id + round;
            var asking = stage.AskAsync(new PipelineQuestion(question, "Which?") { Choices = ["open", "both"] }, Ct);
            await Task.WhenAll(QuestionAsync(first, question), QuestionAsync(second, question));

            await Task.WhenAll(SendAsync(first, question, "open"), SendAsync(second, question, "both"));
            var told = await Task.WhenAll(OutcomeAsync(first), OutcomeAsync(second));
            var answer = await asking.AsTask().WaitAsync(WireClient.Limit, Ct);

            var winner = answer.Text == "open" ? 0 : 1;
            Assert.Equal(("control_accepted", "answer"), (Text(told[winner], "type"), Text(told[winner], "action")));
            Assert.Equal(
                ("error", "already_answered"), (Text(told[1 - winner], "type"), Text(told[1 - winner], "code")));
        }

        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task ProducersNodeLostBeforeTheAnswer_TheNextProducerGetsIt()
    {
        var store = new SharedStore();
        var a = await store.NodeAsync();
        await using var b = await store.NodeAsync();
        var lost = await StartAsync(a);
        var asking = (await lost.StartStageAsync("parse", Ct)).AskAsync(Duplicate, Ct).AsTask();
        await using var client = await WatchAsync(b);
        await QuestionAsync(client, "duplicate");
        await a.DisposeAsync(); // its run says nothing more

        await SendAsync(client, "duplicate", "again");
        Assert.Equal("control_accepted", Text(await ToldAsync(client), "type"));
        await using var next = await b.Progress.ResumeAsync("doc", Ct);
        var stage = await next.StartStageAsync("parse", Ct);
        var answer = await stage.AskAsync(Duplicate, Ct).AsTask().WaitAsync(WireClient.Limit, Ct);

        Assert.Equal(("again", "user-1"), (answer.Text, answer.AnsweredBy));
        await next.CompleteAsync(Ct);
        await client.ReceiveUntilAsync(f => Text(f, "status") == "completed");
        GC.KeepAlive(asking);
    }

    [Fact]
    public async Task ProducersNodeLostBeforeTheAnswer_TheNextProducerGoesOnWaiting()
    {
        var store = new SharedStore();
        var a = await store.NodeAsync();
        await using var b = await store.NodeAsync();
        var lost = await StartAsync(a);
        var asking = lost.AskAsync(Duplicate, Ct).AsTask();
        await using var client = await WatchAsync(b);
        await QuestionAsync(client, "duplicate");
        await a.DisposeAsync();
        await using var next = await b.Progress.ResumeAsync("doc", Ct);
        var again = next.AskAsync(Duplicate, Ct).AsTask();
        Assert.False(again.IsCompleted);

        await SendAsync(client, "duplicate", "open");

        Assert.Equal("open", (await again.WaitAsync(WireClient.Limit, Ct)).Text);
        Assert.Equal("control_accepted", Text(await ToldAsync(client), "type"));
        await next.CompleteAsync(Ct);
        GC.KeepAlive(asking);
    }

    [Fact]
    public async Task Answer_IsAuthorizedLikeAnyControl()
    {
        await using var server = await RealtimeServer.StartAsync(
            build: b => b.Services.AddSingleton<IPipelineAuthorizer, ReadersMayNotControl>());
        await using var run = await StartAsync(server);
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await using var reader = await WireClient.ConnectAsync(server, "reader");
        await reader.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "doc" });
        await QuestionAsync(reader, "duplicate");
        await using var stranger = await WireClient.ConnectAsync(server, "stranger");

        foreach (var client in new[] { reader, stranger })
        {
            await SendAsync(client, "duplicate", "open");
            Assert.Equal("not_found", Text(await ToldAsync(client), "code"));
        }

        Assert.False(asking.IsCompleted);
        await using var owner = await WireClient.ConnectAsync(server);
        await SendAsync(owner, "duplicate", "open");
        Assert.Equal("user-1", (await asking.WaitAsync(WireClient.Limit, Ct)).AnsweredBy);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Http_Answer_IsTakenOnceAndRefusedWithACode()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await StartAsync(server);
        using var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();

        Assert.Equal((422, "invalid_answer"), await PostAsync(http, Answer("duplicate", "close")));
        Assert.Equal((409, "no_such_question"), await PostAsync(http, Answer("other", "open")));
        Assert.Equal((202, null), await PostAsync(http, Answer("duplicate", "both")));
        Assert.Equal((409, "already_answered"), await PostAsync(http, Answer("duplicate", "open")));

        Assert.Equal("both", (await asking.WaitAsync(WireClient.Limit, Ct)).Text);
        Assert.Equal((400, "invalid_message"), await PostAsync(http, new { action = "answer", answer = 1 }));
        Assert.Equal((400, "invalid_message"), await PostAsync(http, new[] { 1 }));
        Assert.Equal((409, "not_controllable"), await PostAsync(http, new { action = "cancel" }));
        Assert.Equal((404, "not_found"), await PostAsync(http, Answer("duplicate", "open"), "none"));
        Assert.Equal((400, "invalid_pipeline_id"), await PostAsync(http, Answer("duplicate", "open"), "a%20b"));
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Http_AnswerOfAForeignPage_IsRefused()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await StartAsync(server);
        using var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        http.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example");
        using var left = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var asking = run.AskAsync(Duplicate, left.Token).AsTask();

        Assert.Equal((403, "forbidden_origin"), await PostAsync(http, Answer("duplicate", "open")));

        Assert.False(asking.IsCompleted);
        await left.CancelAsync();
        await run.CompleteAsync(Ct);
    }

    private static object Answer(string question, string answer) =>
        new { action = "answer", question_id = question, answer };

    private static async Task<(int Status, string? Code)> PostAsync(HttpClient http, object body, string id = "doc")
    {
        using var answer = await http.PostAsJsonAsync($"/api/v1/pipelines/{id}/control", body, Ct);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!.AsObject();
        if (answer.StatusCode == HttpStatusCode.Accepted) Assert.Equal("control_accepted", Text(json, "type"));
        else Assert.NotEmpty(Text(json, "suggestion")!);
        return ((int)answer.StatusCode, Text(json, "code"));
    }

    private static async Task<PipelineRun> StartAsync(RealtimeServer server) =>
        await server.Progress.StartAsync(new PipelineStart("doc", "user-1") { Stages = [new("parse")] }, Ct);

    private static async Task<WireClient> WatchAsync(RealtimeServer server)
    {
        var client = await WireClient.ConnectAsync(server);
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "doc" });
        return client;
    }

    private static Task QuestionAsync(WireClient client, string id) =>
        client.ReceiveUntilAsync(f => Text(f, "status") == "waiting" && (string?)f["question"]?["id"] == id);

    private static Task SendAsync(WireClient client, string question, string answer) =>
        client.SendAsync(
            new { type = "control", pipeline_id = "doc", action = "answer", question_id = question, answer });

    private static async Task<JsonObject> ToldAsync(WireClient client) =>
        (await client.ReceiveUntilAsync(f => Text(f, "type") is "control_accepted" or "error"))[^1];

    /// <summary>
    /// What it was told, once the state without the question came, too: either may come first.
    /// </summary>
    private static async Task<JsonObject> OutcomeAsync(WireClient client)
    {
        var (told, isOver) = ((JsonObject?)null, false);
        await client.ReceiveUntilAsync(
            f =>
            {
                if (Text(f, "type") is "control_accepted" or "error") told = f;
                isOver |= Text(f, "status") == "processing" && f["question"] is null;
                return told is not null && isOver;
            },
            "the outcome and the state after it");
        return told!;
    }

    private static string? Text(JsonObject frame, string field) => (string?)frame[field];

    private sealed class ReadersMayNotControl : IPipelineAuthorizer
    {
        public ValueTask<bool> CanReadAsync(
            ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken) =>
            new(userId is "user-1" or "reader");

        public ValueTask<bool> CanControlAsync(
            ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken) =>
            new(userId == "user-1");
    }
}
