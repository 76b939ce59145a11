using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Nodes;

/// <summary>A question asked on one node and answered on others, through Redis, by whole nodes.</summary>
public sealed class QuestionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly PipelineQuestion Duplicate = new("duplicate", "What now?") { Choices = ["open", "both"] };

    private readonly string _prefix = $"q{Guid.NewGuid():N}";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_OnTwoOtherNodesAtTheSameMoment_OneIsTakenAndTheRunGoesOn()
    {
        await using var a = await NodeAsync("a");
        await using var b = await NodeAsync("b");
        await using var c = await NodeAsync("c");
        await using var run = await a.Notifier.StartAsync(Start(), Ct);
        var stage = await run.StartStageAsync("parse", Ct);
        for (var round = 0; round < 5; round++)
        {
            var asking = stage.AskAsync(new PipelineQuestion($"q{round}", "?") { Choices = Duplicate.Choices }, Ct);
            await AskedAsync(b, $"q{round}");

            var told = await Task.WhenAll(AnswerAsync(b, $"q{round}", "open"), AnswerAsync(c, $"q{round}", "both"));

            var answer = await asking.AsTask().WaitAsync(Limit, Ct);
            Assert.Equal(
                answer.Text == "open"
                    ? [HttpStatusCode.Accepted, HttpStatusCode.Conflict]
                    : [HttpStatusCode.Conflict, HttpStatusCode.Accepted],
                told);
        }

        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Answer_AfterTheProducersNodeWasLost_IsTheNextProducers()
    {
        var a = await NodeAsync("a");
        await using var b = await NodeAsync("b");
        await using var c = await NodeAsync("c");
        var lost = await a.Notifier.StartAsync(Start(), Ct);
        var asking = (await lost.StartStageAsync("parse", Ct)).AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync(b, "duplicate");
        await a.DisposeAsync(); // its run says nothing more

        Assert.Equal(HttpStatusCode.Accepted, await AnswerAsync(b, "duplicate", "both"));
        await using var next = await c.Notifier.ResumeAsync("p", Ct);
        var stage = await next.StartStageAsync("parse", Ct);

        Assert.Equal("both", (await stage.AskAsync(Duplicate, Ct).AsTask().WaitAsync(Limit, Ct)).Text);
        Assert.Equal(HttpStatusCode.Conflict, await AnswerAsync(b, "duplicate", "open"));
        await next.CompleteAsync(Ct);
        GC.KeepAlive(asking);
    }

    private static PipelineStart Start() => new("p", "user-1") { Stages = [new("parse")] };

    private async Task<SocketNode> NodeAsync(string name) =>
        await SocketNode.StartAsync((await SharedServers.Server).Address, _prefix, _prefix + name, new Everybody());

    private static HttpClient Http(SocketNode node)
    {
        var http = new HttpClient { BaseAddress = node.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        return http;
    }

    private static async Task<HttpStatusCode> AnswerAsync(SocketNode node, string question, string answer)
    {
        using var http = Http(node);
        using var told = await http.PostAsJsonAsync(
            "/api/v1/pipelines/p/control", new { action = "answer", question_id = question, answer }, Ct);
        return told.StatusCode;
    }

    /// <summary>Holds a poll until the question is there.</summary>
    private static async Task AskedAsync(SocketNode node, string question)
    {
        using var http = Http(node);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(Limit);
        var held = "";
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/pipelines/p/progress?wait=5");
            if (held.Length > 0) request.Headers.TryAddWithoutValidation("If-None-Match", held);
            using var answer = await http.SendAsync(request, limit.Token);
            if (answer.StatusCode == HttpStatusCode.NotModified) continue;
            var state = PipelineState.Parse(await answer.Content.ReadAsByteArrayAsync(limit.Token));
            if (state.Question?.Id == question) return;
            held = $"\"{state.Position}\"";
        }
    }

    private sealed class Everybody : IPipelineAuthorizer
    {
        public ValueTask<bool> CanReadAsync(
            ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken) =>
            new(true);
    }
}
