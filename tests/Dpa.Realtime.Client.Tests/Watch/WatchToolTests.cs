using System.Text.Json.Nodes;
using Dpa.Realtime.Client.Tests.Behaviour;

namespace Dpa.Realtime.Client.Tests.Watch;

/// <summary>The tool against the real server.</summary>
public sealed class WatchToolTests : IAsyncLifetime
{
    private const string Token = "token-1";

    private BehaviourServer _server = null!;

    private string Address => $"http://127.0.0.1:{_server.Port}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await BehaviourServer.StartAsync(new Gate(), new Archive());

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("completed", 0)]
    [InlineData("failed", 1)]
    [InlineData("cancelled", 2)]
    public async Task Watch_UntilTheEnd_ExitsByTheOutcome(string end, int code)
    {
        await using var run = await StartAsync();
        using var watch = WatchProcess.Start(Token, Address, "p", "--plain");
        await watch.PrintedAsync("p  ");
        await using (var stage = await run.StartStageAsync("parse", Stop))
        {
            stage.Report(21, of: 50, "pages", "\u001b[31mred\u001b[0m");
            await watch.PrintedAsync("21/50 pages");
        }

        if (end == "completed")
            await run.CompleteAsync(Stop);
        else if (end == "failed")
            await run.FailAsync(new Dpa.Realtime.ProgressError("disk_full", "The disk is full.", "Make room."), Stop);
        else
            await run.CancelAsync(cancellationToken: Stop);

        Assert.Equal(code, await watch.ExitCodeAsync());
        Assert.Contains(watch.Output, l => l.Contains("parse: pending -> processing", StringComparison.Ordinal));
        // a server does not colour a terminal
        Assert.DoesNotContain(watch.Output, l => l.Contains('\u001b', StringComparison.Ordinal));
        if (end == "failed")
            Assert.Contains("The disk is full. (disk_full) Make room.", watch.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_OfSeveral_ExitsByTheWorst()
    {
        await using var good = await _server.Progress.StartAsync(new PipelineStart("good", "user-1"), Stop);
        await using var bad = await _server.Progress.StartAsync(new PipelineStart("bad", "user-1"), Stop);
        using var watch = WatchProcess.Start(Token, Address, "good", "bad", "--plain");
        await watch.PrintedAsync("good");
        await bad.FailAsync(new Dpa.Realtime.ProgressError("e", "m"), Stop);
        await good.CompleteAsync(Stop);

        Assert.Equal(1, await watch.ExitCodeAsync());
    }

    [Fact]
    public async Task Watch_OfSeveralWhereOneIsMissing_SaysSoAtOnce()
    {
        await using var run = await StartAsync();
        using var watch = WatchProcess.Start(Token, Address, "p", "missing", "--plain");

        Assert.Equal(77, await watch.ExitCodeAsync());
        Assert.Contains("missing", watch.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_WithoutPipelines_OfMoreThanTheListKeeps_ExitsByTheWorstOfAll()
    {
        await using var last = await _server.Progress.StartAsync(new PipelineStart("last", "user-1"), Stop);
        await using var bad = await _server.Progress.StartAsync(new PipelineStart("bad", "user-1"), Stop);
        using var watch = WatchProcess.Start(Token, Address, "--plain");
        await watch.PrintedAsync("bad");
        await bad.FailAsync(new Dpa.Realtime.ProgressError("e", "m"), Stop);
        await watch.PrintedAsync("-> failed");
        for (var i = 0; i < 120; i++)
        {
            await using var good = await _server.Progress.StartAsync(new PipelineStart($"good-{i}", "user-1"), Stop);
            await watch.PrintedAsync($"good-{i} ");
            await good.CompleteAsync(Stop);
        }

        await last.CompleteAsync(Stop);

        Assert.Equal(1, await watch.ExitCodeAsync());
    }

    [Fact]
    public async Task Watch_WithoutPipelines_FollowsTheUsersOwn()
    {
        await using var run = await StartAsync();
        using var watch = WatchProcess.Start(Token, Address);
        await watch.PrintedAsync("p  ");
        await run.CompleteAsync(Stop);

        Assert.Equal(0, await watch.ExitCodeAsync());
    }

    [Fact]
    public async Task Watch_Json_PrintsOneStateALine()
    {
        await using var run = await StartAsync();
        using var watch = WatchProcess.Start(Token, Address, "p", "--json");
        await watch.PrintedAsync("\"pipeline_id\":\"p\"");
        await run.CompleteAsync(Stop);

        Assert.Equal(0, await watch.ExitCodeAsync());
        var states = watch.Output.Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal("completed", (string?)states[^1]["status"]);
        Assert.Equal("parse", (string?)states[0]["stages"]![0]!["id"]);
    }

    [Fact]
    public async Task Watch_Interrupted_LeavesInOrder()
    {
        await using var run = await StartAsync();
        using var watch = WatchProcess.Start(Token, Address, "p", "--plain");
        await watch.PrintedAsync("p  ");
        watch.Interrupt();

        Assert.Equal(3, await watch.ExitCodeAsync());
    }

    [Fact]
    public async Task Watch_WithATimeout_LeavesThen()
    {
        await using var run = await StartAsync();
        using var watch = WatchProcess.Start(Token, Address, "p", "--plain", "--timeout", "1");

        Assert.Equal(3, await watch.ExitCodeAsync());
        Assert.Contains("--timeout", watch.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_Wait_BeginsWithThePipeline()
    {
        using var watch = WatchProcess.Start(Token, Address, "p", "--plain", "--wait", "--timeout", "60");
        await using var run = await StartAsync();
        await watch.PrintedAsync("p  ");
        await run.CompleteAsync(Stop);

        Assert.Equal(0, await watch.ExitCodeAsync());
    }

    [Fact]
    public async Task Watch_WithATicket_IsThatUser()
    {
        using var http = new HttpClient { BaseAddress = new Uri(Address) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        using var answer = await http.PostAsync(new Uri("/api/v1/ws/ticket", UriKind.Relative), null, Stop);
        var ticket = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["ticket"]!;
        await using var run = await StartAsync();
        using var watch = WatchProcess.Start(null, Address, "p", "--plain", $"--ticket={ticket}");
        await watch.PrintedAsync("p  ");
        await run.CompleteAsync(Stop);

        Assert.Equal(0, await watch.ExitCodeAsync());
    }

    [Theory]
    [InlineData("p", "bad-token", "access token")]
    [InlineData("nothing-here", Token, "no such pipeline")]
    public async Task Watch_OfWhatIsNotAllowed_SaysSo(string id, string token, string words)
    {
        await using var run = await StartAsync();
        using var watch = WatchProcess.Start(token, Address, id, "--plain");

        Assert.Equal(77, await watch.ExitCodeAsync());
        Assert.Contains(words, watch.Errors, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Answer_OfAQuestionThatIsShown_IsTakenOnceAndALaterOneIsTold()
    {
        await using var run = await StartAsync();
        using var watch = WatchProcess.Start(Token, Address, "p", "--plain");
        await watch.PrintedAsync("p  ");
        var question = new Dpa.Realtime.PipelineQuestion("duplicate", "Keep\u001b[31m both?")
        {
            Choices = ["yes", "no"],
        };
        var asking = run.AskAsync(question, Stop).AsTask();
        await watch.PrintedAsync("asks: Keep [31m both?  [yes | no]");

        using (var wrong = WatchProcess.Start(Token, "answer", Address, "p", "maybe"))
        {
            Assert.Equal(1, await wrong.ExitCodeAsync());
            Assert.Contains("none of the question's choices", wrong.Errors, StringComparison.Ordinal);
        }

        using (var first = WatchProcess.Start(Token, "answer", Address, "p", "no"))
            Assert.Equal(0, await first.ExitCodeAsync());
        Assert.Equal("no", (await asking).Text);
        using (var late = WatchProcess.Start(Token, "answer", Address, "p", "yes", "--question", "duplicate"))
        {
            Assert.Equal(1, await late.ExitCodeAsync());
            Assert.Contains("answered before", late.Errors, StringComparison.Ordinal);
        }

        using (var none = WatchProcess.Start(Token, "answer", Address, "p", "yes"))
        {
            Assert.Equal(1, await none.ExitCodeAsync());
            Assert.Contains("asks nothing now", none.Errors, StringComparison.Ordinal);
        }

        await run.CompleteAsync(Stop);
        Assert.Equal(0, await watch.ExitCodeAsync());
    }

    [Theory]
    [InlineData(69, "Check", "http://127.0.0.1:9", "p", "--connect-timeout", "1")]
    [InlineData(69, "There is no host", "http://no-such-host.invalid", "p")]
    [InlineData(69, "http or https", "https://{server}", "p")]
    [InlineData(69, "without /api", "http://{server}/elsewhere", "p")]
    [InlineData(64, "address is missing")]
    [InlineData(64, "https://{server}", "{server}", "p")]
    [InlineData(64, "Did you mean --plain?", "http://{server}", "--plian")]
    [InlineData(64, "needs a value", "http://{server}", "--user")]
    [InlineData(64, "above 0", "http://{server}", "--timeout", "soon")]
    [InlineData(64, "no pipeline id", "http://{server}", "a b")]
    [InlineData(64, "takes no value", "http://{server}", "--json=yes")]
    [InlineData(64, "dpa-watch answer https", "answer", "http://{server}", "p")]
    [InlineData(64, "dpa-watch answer https", "http://{server}", "p", "--question", "q")]
    public async Task Watch_OfBadInput_SaysWhatToDo(int code, string words, params string[] args)
    {
        string Fill(string text) => text.Replace("{server}", $"127.0.0.1:{_server.Port}", StringComparison.Ordinal);
        using var watch = WatchProcess.Start(Token, [.. args.Select(Fill)]);

        Assert.Equal(code, await watch.ExitCodeAsync());
        Assert.Contains(Fill(words), watch.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "exit code")]
    [InlineData("--version", "0.1.0")]
    public async Task Watch_AskedAboutItself_Answers(string option, string words)
    {
        using var watch = WatchProcess.Start(null, option);

        Assert.Equal(0, await watch.ExitCodeAsync());
        Assert.Contains(watch.Output, l => l.Contains(words, StringComparison.Ordinal));
    }

    private ValueTask<PipelineRun> StartAsync() =>
        _server.Progress.StartAsync(new PipelineStart("p", "user-1") { Stages = [new StageDefinition("parse")] }, Stop);
}
