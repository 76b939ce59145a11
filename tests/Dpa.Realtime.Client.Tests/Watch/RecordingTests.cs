using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dpa.Realtime.Client.Tests.Behaviour;
using Dpa.Realtime.Faults;

namespace Dpa.Realtime.Client.Tests.Watch;

/// <summary><c>dpa-watch record</c> and <c>replay</c>, with the real server.</summary>
public sealed partial class RecordingTests(TypeScriptPackage package)
    : IAsyncLifetime, IClassFixture<TypeScriptPackage>
{
    private const string Token = "token-1";
    private const string Id = BehaviourWorld.Pipeline;

    private readonly string _folder = Directory.CreateTempSubdirectory("dpa-recording").FullName;
    private BehaviourServer _server = null!;

    private string Recording => Path.Combine(_folder, "run.jsonl");

    private string Address => $"http://127.0.0.1:{_server.Port}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await BehaviourServer.StartAsync(new Gate(), new Archive());

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Replay_InTheTerminal_ShowsWhatTheRecorderShowed()
    {
        var shown = await RecordAsync();

        using var replay = WatchProcess.Start(null, "replay", Recording, "--plain", "--speed", "1000");

        Assert.Equal(1, await replay.ExitCodeAsync());
        Assert.Equal(Transitions(shown), Transitions(replay.Output));
        Assert.Equal(States(shown)[^1], States(replay.Output)[^1]);
        Assert.Contains(States(replay.Output), l => l.Contains("21/50 pages", StringComparison.Ordinal));
        Assert.Contains("The disk is full. (disk_full) Make room.", replay.Errors, StringComparison.Ordinal);
        Assert.Contains("1000 x as fast", replay.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_AsJson_EndsAtTheVeryStateOfTheRun()
    {
        await RecordAsync();

        using var replay = WatchProcess.Start(null, "replay", Recording, "--json", "--speed", "1000");

        Assert.Equal(1, await replay.ExitCodeAsync());
        var (last, end) = (JsonNode.Parse(replay.Output.Last())!, await StateAsync(Address));
        Assert.Equal(
            $"{(string?)end["epoch"]}:{(long?)end["version"]}", $"{(string?)last["epoch"]}:{(long?)last["version"]}");
    }

    [Fact]
    public async Task Replay_Served_IsTheRunAgainForAnyClient()
    {
        package.Require();
        await RecordAsync();
        using var replay = WatchProcess.Start(
            null, "replay", Recording, "--plain", "--serve", "--port", "0", "--speed", "10");
        var address = await replay.ServedAtAsync();
        await replay.PrintedAsync($"{Id}  ");
        Assert.DoesNotContain("as fast", replay.Errors, StringComparison.Ordinal); // it waits for its first client
        await using var page = new NodeClient(new Uri(address), package.Index);
        await page.StartAsync();
        await using var client = new RealtimeClient(new() { Address = new(address), UserId = "user-1" });
        PipelineState? last = null;
        await foreach (var state in client.WatchAsync(Id, cancellationToken: Stop))
        {
            last = state;
            if (state.IsEnded) break;
        }

        Assert.Equal(PipelineStatus.Failed, last?.Status);
        var (end, served) = (await StateAsync(Address), await StateAsync(address));
        Assert.Equal(Lines(end), Lines(served)); // the first that differs is what is shown
        await Eventually.HoldsAsync(
            () => page.Record.Newest == SeenState.Of(end), $"the end in Node too: {page.Record.Newest}");
        replay.Interrupt();
        Assert.Equal(1, await replay.ExitCodeAsync());
    }

    [Fact]
    public async Task Replay_Served_RefusesWhatNobodyProducesFor()
    {
        await RecordAsync();
        using var replay = WatchProcess.Start(null, "replay", Recording, "--plain", "--serve", "--port", "0");
        var address = await replay.ServedAtAsync();
        await using var client = new RealtimeClient(new() { Address = new(address), UserId = "user-1" });

        var refused = await Assert.ThrowsAsync<RealtimeException>(() =>
            client.ControlAsync(Id, PipelineControls.Cancel, cancellationToken: Stop));

        Assert.Equal(ProgressErrorCodes.NotControllable, refused.Code);
        replay.Interrupt();
        await replay.ExitCodeAsync();
    }

    [Fact]
    public async Task Replay_ServedAtAPortThatIsTaken_SaysSo()
    {
        await File.WriteAllTextAsync(Recording, Header + Frame, Stop);
        using var replay = WatchProcess.Start(
            null, "replay", Recording, "--plain", "--serve", "--port", $"{_server.Port}");

        Assert.Equal(69, await replay.ExitCodeAsync());
        Assert.Contains("Give another with --port", replay.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_OfARunThatWasLeft_SaysThatItHasNoEnd()
    {
        await using var run = await StartAsync();
        using (var record = WatchProcess.Start(Token, "record", Address, Id, "--out", Recording, "--plain"))
        {
            await record.PrintedAsync($"{Id}  ");
            record.Interrupt();
            Assert.Equal(3, await record.ExitCodeAsync());
        }

        await File.AppendAllTextAsync(Recording, "{\"at\":5,\"fra", Stop); // as of a recorder that was killed
        using var replay = WatchProcess.Start(null, "replay", Recording, "--plain");

        Assert.Equal(3, await replay.ExitCodeAsync());
        Assert.Contains("ends before the pipeline did", replay.Errors, StringComparison.Ordinal);
        Assert.Contains("is cut off", replay.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_OfWhatIsNotThere_LeavesNoFile()
    {
        using var record = WatchProcess.Start(Token, "record", Address, "nothing-here", "--out", Recording, "--plain");

        Assert.Equal(77, await record.ExitCodeAsync());
        Assert.False(File.Exists(Recording));
    }

    [Fact]
    public async Task Record_IntoAFileThatExists_KeepsIt()
    {
        await File.WriteAllTextAsync(Recording, "mine", Stop);
        using var record = WatchProcess.Start(Token, "record", Address, Id, "--out", Recording, "--plain");

        Assert.Equal(73, await record.ExitCodeAsync());
        Assert.Contains("Give another file", record.Errors, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Recording, Stop));
    }

    [Theory]
    [InlineData("", "is no recording")]
    [InlineData("a,b,c\n1,2,3\n", "is no recording")]
    [InlineData("{\"pipeline_id\":\"p\"}\n", "is no recording")]
    [InlineData(Header2, "dotnet tool update")]
    [InlineData(Header, "has no frame")]
    [InlineData(Header + "{\"at\":0,\"frame\":{}}\n", "line 2")]
    [InlineData(Header + Frame + "rubbish\n" + Frame, "line 3")]
    [InlineData(Header + Frame + "{\"at\":-1,\"frame\":{}}\n", "line 3")]
    [InlineData(Header + Progress, "no state that they change")]
    [InlineData(Header + LastYear + Update, "line 3 has a value")]
    [InlineData(Header + Infinite, "line 2 has a value")]
    public async Task Replay_OfWhatIsNoRecording_SaysWhatIsWrong(string content, string words)
    {
        await File.WriteAllTextAsync(Recording, content, Stop);
        using var replay = WatchProcess.Start(null, "replay", Recording, "--plain");

        Assert.Equal(65, await replay.ExitCodeAsync());
        Assert.Contains(words, replay.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_OfAnEndlessLine_ReadsNoMoreOfItThanAFrameHas()
    {
        await File.WriteAllTextAsync(Recording, Header + Frame + new string(' ', 5 * 1024 * 1024), Stop);
        using var replay = WatchProcess.Start(null, "replay", Recording, "--plain");

        Assert.Equal(65, await replay.ExitCodeAsync());
        Assert.Contains("line 3 is longer", replay.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(65, "cannot be read", "replay", "no-such-file.jsonl")]
    [InlineData(64, "replay run.jsonl", "replay")]
    [InlineData(64, "0.01 to 1000", "replay", "run.jsonl", "--speed", "0")]
    [InlineData(64, "0 to 65535", "replay", "run.jsonl", "--serve", "--port", "70000")]
    [InlineData(64, "go with --serve", "replay", "run.jsonl", "--port", "8300")]
    [InlineData(64, "is no origin", "replay", "run.jsonl", "--serve", "--origin", "http://localhost:5173/")]
    [InlineData(64, "no meaning for a replay", "replay", "run.jsonl", "--user", "user-1")]
    [InlineData(64, "--out run.jsonl", "record", "http://localhost", "p")]
    [InlineData(64, "--out run.jsonl", "record", "http://localhost", "p", "q", "--out", "run.jsonl")]
    [InlineData(64, "goes with the command record", "http://localhost", "p", "--out", "run.jsonl")]
    public async Task Replay_OfBadInput_SaysWhatToDo(int code, string words, params string[] args)
    {
        using var replay = WatchProcess.Start(null, args);

        Assert.Equal(code, await replay.ExitCodeAsync());
        Assert.Contains(words, replay.Errors, StringComparison.Ordinal);
    }

    /// <summary>A run that reports, warns and fails, recorded to its end; what the recorder showed.</summary>
    private async Task<IReadOnlyCollection<string>> RecordAsync()
    {
        await using var run = await StartAsync();
        using var record = WatchProcess.Start(Token, "record", Address, Id, "--out", Recording, "--plain");
        await record.PrintedAsync($"{Id}  ");
        await using (var stage = await run.StartStageAsync("parse", Stop))
        {
            stage.Report(21, of: 50, "pages", "reading");
            await record.PrintedAsync("21/50 pages");
            await stage.WarnAsync("one page is empty", Stop);
            stage.Report(50, of: 50, "pages");
            await record.PrintedAsync("50/50 pages");
        }

        await run.FailAsync(new Dpa.Realtime.ProgressError("disk_full", "The disk is full.", "Make room."), Stop);
        Assert.Equal(1, await record.ExitCodeAsync());
        Assert.Contains(" frames are in ", record.Errors, StringComparison.Ordinal);
        return record.Output;
    }

    private ValueTask<PipelineRun> StartAsync() =>
        _server.Progress.StartAsync(
            new PipelineStart(Id, "user-1")
            {
                Name = "A document", Kind = "document", Controls = Dpa.Realtime.PipelineControls.Cancel,
                Stages = [new StageDefinition("parse"), new StageDefinition("index", weight: 2)],
                Attributes = new Dictionary<string, string> { ["document_id"] = "d-1" },
            },
            Stop);

    private static async Task<JsonObject> StateAsync(string address)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        var state = await http.GetStringAsync(new Uri($"/api/v1/pipelines/{Id}/progress", UriKind.Relative), Stop);
        return JsonNode.Parse(state)!.AsObject();
    }

    private static string[] Lines(JsonObject state) => state.ToString().Split('\n', StringSplitOptions.TrimEntries);

    private static List<string> Transitions(IEnumerable<string> lines) =>
        [.. lines.Where(static l => TransitionLine().IsMatch(l))];

    private static List<string> States(IEnumerable<string> lines) =>
        [.. lines.Where(static l => l.Contains(" %  ", StringComparison.Ordinal))];

    private const string Header =
        """{"recording":"dpa.realtime","version":1,"pipeline_id":"p","recorded_at":"2026-01-31T12:00:00.000Z"}""" + "\n";

    private const string Header2 =
        """{"recording":"dpa.realtime","version":2,"pipeline_id":"p","recorded_at":"2026-01-31T12:00:00.000Z"}""" + "\n";

    private const string Frame =
        """{"at":0,"frame":{"type":"pipeline_progress","pipeline_id":"p","epoch":"0198c9a0-0000-7000-8000-000000000000","version":1,"transition":0,"status":"processing"}}"""
        + "\n";

    private const string LastYear =
        """{"at":0,"frame":{"type":"pipeline_progress","pipeline_id":"p","epoch":"0198c9a0-0000-7000-8000-000000000000","version":1,"transition":0,"status":"processing","created_at":"9999-12-31T23:59:59Z"}}"""
        + "\n";

    private const string Update =
        """{"at":1,"frame":{"type":"pipeline_update","pipeline_id":"p","epoch":"0198c9a0-0000-7000-8000-000000000000","version":2,"transition":0,"status":"processing","at":9000000000}}"""
        + "\n";

    private const string Infinite =
        """{"at":0,"frame":{"type":"pipeline_progress","pipeline_id":"p","epoch":"0198c9a0-0000-7000-8000-000000000000","version":1,"transition":0,"status":"processing","overall_progress":1e999}}"""
        + "\n";

    private const string Progress =
        """{"at":0,"frame":{"type":"progress","pipeline_id":"p","epoch":"0198c9a0-0000-7000-8000-000000000000","version":2,"transition":0,"stage":0,"progress":5,"overall":5,"at":1}}"""
        + "\n";

    [GeneratedRegex(" -> |: warning")]
    private static partial Regex TransitionLine();
}
