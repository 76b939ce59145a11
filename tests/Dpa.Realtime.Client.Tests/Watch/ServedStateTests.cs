using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dpa.Realtime.Client.Tests.Watch;

/// <summary>What <c>dpa-watch replay --serve</c> answers, and whom.</summary>
public sealed class ServedStateTests : IDisposable
{
    private const string Origin = "http://page.test:5173";

    private readonly string _folder = Directory.CreateTempSubdirectory("dpa-served").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A state in which every field has a value of its own.</summary>
    private static JsonObject Whole => JsonNode.Parse(
        """
        {
          "type": "pipeline_progress", "pipeline_id": "p", "epoch": "0198c9a0-0000-7000-8000-000000000001",
          "version": 7, "continues": "0198c9a0-0000-7000-8000-000000000000", "transition": 1, "status": "dreaming",
          "overall_progress": 42.5, "current_stage": "parse", "message": "half of it",
          "eta_ms": 2000, "eta_low_ms": 1000, "eta_high_ms": 3000, "error": "It broke.",
          "error_info": { "code": "broken", "message": "It broke.", "suggestion": "Mend it.", "retryable": true },
          "question": {
            "id": "q", "stage_type": "parse", "text": "Which one?", "choices": ["this", "that"],
            "schema": {"type":"string"}, "expires_at": "2026-02-01T12:00:00.000Z"
          },
          "result": { "uri": "/results/1", "text": "a result", "attributes": { "pages": "12" } },
          "attempt": 2, "controls": 15, "can_interrupt": true, "can_resume": false, "can_cancel": true,
          "can_retry": false, "stalled": true, "owner": "user-1", "name": "A document", "kind": "document",
          "parent_id": "p0", "weight": 3, "children_total": 5, "children": { "processing": 2, "completed": 1 },
          "created_at": "2026-01-31T12:00:00.000Z", "timestamp": "2026-01-31T12:00:05.000Z",
          "stages": [
            {
              "id": "parse", "stage_id": "p:parse", "name": "Parsing", "version": 6, "weight": 2, "status": "failed",
              "progress": 21.25, "attempt": 2, "message": "reading", "completed_units": 21, "total_units": 50,
              "unit": "pages", "eta_ms": 1500, "eta_low_ms": 500, "eta_high_ms": 2500, "can_interrupt": true,
              "indeterminate": true, "started_at": "2026-01-31T12:00:01.000Z",
              "completed_at": "2026-01-31T12:00:04.000Z", "error": "It broke.",
              "error_info": { "code": "broken", "message": "It broke.", "suggestion": "Mend it.", "retryable": true }
            },
            {
              "id": "index", "stage_id": "p:index", "name": "Index", "version": 1, "status": "slumbering",
              "progress": 1, "attempt": 1
            }
          ],
          "transitions_from": 1,
          "transitions": [
            {
              "transition": 1, "version": 3, "stage_type": "index", "from": "yawning", "to": "slumbering",
              "attempt": 1, "new_attempt": true, "timestamp": "2026-01-31T12:00:02.000Z", "message": "good night"
            }
          ],
          "document_id": "d-1"
        }
        """)!.AsObject();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Replay_Served_HasEveryFieldOfTheState()
    {
        var recorded = StateOf(Whole.ToJsonString());
        CheckThatAllIsSet(recorded);
        using var replay = await ServeAsync();
        using var http = new HttpClient { BaseAddress = new(await replay.ServedAtAsync()) };
        using var answer = await AskAsync(http, "127.0.0.1", null);

        var served = StateOf(await answer.Content.ReadAsStringAsync(Stop));

        foreach (var (name, value) in FieldsOf(recorded))
            Assert.True(
                JsonNode.DeepEquals(value, FieldsOf(served)[name]),
                $"{name} is {FieldsOf(served)[name]?.ToJsonString()} instead of {value?.ToJsonString()}.");
    }

    [Fact]
    public async Task Replay_Served_IsThereUnderKnownNamesAlone()
    {
        using var replay = await ServeAsync("--origin", Origin);
        using var http = new HttpClient { BaseAddress = new(await replay.ServedAtAsync()) };
        foreach (var known in (string[])["127.0.0.1", "LocalHost:8299", "[::1]:8299", "page.test:5173"])
        {
            using var answer = await AskAsync(http, known, null);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{known}: {answer.StatusCode}");
        }

        foreach (var other in (string[])["other.test", "127.0.0.1.other.test:8299", "192.0.2.1"])
        {
            using var answer = await AskAsync(http, other, null);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{other}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Replay_Served_MayBeReadByPagesOfTheOriginsAlone()
    {
        using var replay = await ServeAsync("--origin", Origin);
        using var http = new HttpClient { BaseAddress = new(await replay.ServedAtAsync()) };
        using var own = await AskAsync(http, "127.0.0.1", Origin);
        using var other = await AskAsync(http, "127.0.0.1", "http://other.test");

        Assert.Equal([Origin], own.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal(["true"], own.Headers.GetValues("Access-Control-Allow-Credentials"));
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private async Task<WatchProcess> ServeAsync(params string[] options)
    {
        var recording = Path.Combine(_folder, "run.jsonl");
        await File.WriteAllTextAsync(
            recording,
            """{"recording":"dpa.realtime","version":1,"pipeline_id":"p","recorded_at":"2026-01-31T12:00:00.000Z"}"""
                + $"\n{{\"at\":0,\"frame\":{Whole.ToJsonString()}}}\n",
            Stop);
        return WatchProcess.Start(
            null, ["replay", recording, "--plain", "--serve", "--port", "0", .. options]);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, string host, string? origin)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri("/api/v1/pipelines/p/progress", UriKind.Relative));
        request.Headers.Host = host;
        request.Headers.Add("X-USER-ID", "user-1");
        if (origin is not null) request.Headers.Add("Origin", origin);
        return await http.SendAsync(request, Stop);
    }

    /// <summary>A field that is new on the client's side is not in <see cref="Whole"/> yet, and is found here.
    /// </summary>
    private static void CheckThatAllIsSet(PipelineState state)
    {
        Assert.Equal(
            ["CanResume", "CanRetry", "IsEnded"], // not together with the others that are set
            Unset(state, new PipelineState { Id = "", Position = new("", 0) }));
        var none = new StageState { Id = "", StageId = "", Name = "" };
        Assert.Equal(["StatusWord"], Unset(state.Stages[0], none)); // of the other one
        Assert.NotNull(state.Stages[1].StatusWord);
        Assert.Empty(Unset(state.Transitions[0], new PipelineTransition()));
        Assert.Empty(Unset(state.Question!, new PipelineQuestion("", "")));
        Assert.Empty(Unset(state.Result!, new PipelineResult()));
        Assert.Empty(Unset(state.Error!, new ProgressError("", "")));
        Assert.Empty(Unset(state.Stages[0].Error!, new ProgressError("", "")));
    }

    /// <summary>The fields that have the same value in both, by their names in order.</summary>
    private static IEnumerable<string> Unset<T>(T one, T bare)
    {
        var none = FieldsOf(bare);
        return FieldsOf(one)
            .Where(field => JsonNode.DeepEquals(field.Value, none[field.Key]))
            .Select(static field => field.Key)
            .Order(StringComparer.Ordinal);
    }

    private static JsonObject FieldsOf<T>(T value) => JsonSerializer.SerializeToNode(value)!.AsObject();

    private static PipelineState StateOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return StateReader.Read(document.RootElement)!.State;
    }
}
