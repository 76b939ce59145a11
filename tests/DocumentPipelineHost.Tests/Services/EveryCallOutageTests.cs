using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.People;
using DocumentPipelineHost.Tests.Tus;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>
/// One of the services is gone, or silent, under every call of the OpenAPI document: reads go on from the rows, a write
/// is taken whole or refused with 503 and nothing of it is kept, and each is answered in time.
/// </summary>
public sealed class EveryCallOutageTests
{
    /// <summary>What reads no rows itself: the session of who asks is one.</summary>
    private static readonly string[] WithoutRows =
    [
        "GET /api/v1/health", "GET /api/v1/session/oidc", "GET /api/v2/messages", "GET /api/v2/options",
        "OPTIONS /api/v2/uploads", "OPTIONS /api/v2/uploads/{id}",
    ];

    /// <summary>Reads of what the service itself keeps: the bytes, and what is live.</summary>
    private static readonly Dictionary<OutageOf, string[]> Spared = new()
    {
        [OutageOf.S3] = ["GET /api/v2/documents/{document_id}/content"],
        [OutageOf.Redis] =
        [
            "GET /api/v1/pipelines", "GET /api/v1/pipelines/{pipeline_id}/progress", "GET /api/v1/pipelines/progress",
            "POST /api/v1/pipelines/progress",
        ],
    };

    /// <summary>
    /// What goes on by the rows without Redis, and is shown when it is back: what stops work, and a sign-out.
    /// </summary>
    private static readonly string[] WithoutRedis =
    [
        "POST /api/v2/batches/{batch_id}/interrupt", "POST /api/v2/batches/{batch_id}/cancel",
        "DELETE /api/v1/documents/{document_id}", "DELETE /api/v1/session",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(OutageOf.Redis, false)]
    [InlineData(OutageOf.Redis, true)]
    [InlineData(OutageOf.S3, false)]
    [InlineData(OutageOf.S3, true)]
    [InlineData(OutageOf.Postgres, false)]
    [InlineData(OutageOf.Postgres, true)]
    public async Task EveryCall_WithAServiceAway_IsAnsweredInTimeAndKeepsNothingByHalf(OutageOf lost, bool isSilent)
    {
        await using var world = await OutageWorld.CreateAsync();
        var calls = (await ApiCalls.AllAsync(world.Host.Services, world.Anna)).Keys
            .Order(Comparer<string>.Create(static (a, b) => Rank(a).CompareTo(Rank(b))))
            .ToList();
        Assert.True(calls.Count >= 35, $"The OpenAPI document has {calls.Count} calls only.");
        world.Lose(lost, isSilent);
        var faults = new List<string>();
        var lines = new List<string>();
        foreach (var call in calls)
        {
            var before = world.Kept();
            var (status, code, retry) = await SendAsync(world, call);
            lines.Add($"{call}: {status} {code}");
            if (Wrong(call, lost, status, code, retry) is { } wrong)
                faults.Add($"{call}: {wrong}");
            else if (status == 503 && world.Kept() is var after && after != before)
                faults.Add($"{call}: was refused, and left {after} of {before}");
        }

        TestContext.Current.SendDiagnosticMessage(string.Join('\n', lines));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        await world.ComeBackAsync(lost);
        if (lost == OutageOf.Redis)
        {
            Assert.Empty(WithoutRedis.Except(calls));
            await world.ShownAsync("/interrupt", "interrupted");
            await world.ShownAsync("/cancel", "cancelled");
        }

        Assert.Equal(0, world.CountWithoutDocument());
    }

    /// <summary>Reads first, then what changes, then what ends a session.</summary>
    private static int Rank(string call) =>
        call is "DELETE /api/v1/session" ? 3
        : call.StartsWith("DELETE", StringComparison.Ordinal) ? 2
        : IsRead(call) ? 0
        : 1;

    private static bool IsRead(string call) =>
        call.Split(' ')[0] is "GET" or "HEAD" or "OPTIONS" || call == "POST /api/v1/pipelines/progress";

    private static string? Wrong(string call, OutageOf lost, int status, string? code, bool hasRetry)
    {
        if (call == "GET /api/v1/session/oidc" && status == 404)
            return null; // no provider is configured
        if (lost == OutageOf.Redis && status > 299 && WithoutRedis.Contains(call))
            return $"{status} {code}, though the rows are there";
        if (status == 503)
        {
            if (!hasRetry)
                return "503 without Retry-After";
            var hasCode = code is "storage_unavailable" or "backplane_unavailable";
            if (!hasCode && !call.StartsWith("HEAD", StringComparison.Ordinal))
                return $"503 {code}";
            return lost == OutageOf.Postgres || !IsRead(call) || Spared[lost].Contains(call)
                ? null : $"a read that is {status} {code}";
        }

        if (status is < 200 or > 299)
            return $"{status} {code}";
        return lost == OutageOf.Postgres && !WithoutRows.Contains(call) ? $"{status} without rows" : null;
    }

    private static async Task<(int Status, string? Code, bool HasRetry)> SendAsync(OutageWorld world, string call)
    {
        using var request = Request(world, call);
        var person = call.Contains("/session", StringComparison.Ordinal) ? world.Ben : world.Anna;
        try
        {
            using var answer = await person.Http.SendAsync(request, Cancellation)
                .WaitAsync(Outage.AnswerLimit, Cancellation);
            var text = await answer.Content.ReadAsStringAsync(Cancellation);
            var code = text.Length > 0
                && answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
                    ? (string?)JsonNode.Parse(text)!["code"]
                    : null;
            return ((int)answer.StatusCode, code, answer.Headers.RetryAfter?.Delta is not null);
        }
        catch (TimeoutException)
        {
            return (0, $"no answer in {Outage.AnswerLimit.TotalSeconds} s", false);
        }
    }

    private static HttpRequestMessage Request(OutageWorld world, string call)
    {
        var (method, path) = (call.Split(' ')[0], call.Split(' ')[1]);
        foreach (var (name, id) in world.IdsOf(method, path))
            path = path.Replace($"{{{name}}}", id, StringComparison.Ordinal);
        path = path.Replace("{operation}", "summary", StringComparison.Ordinal)
            .Replace("{number}", "1", StringComparison.Ordinal)
            .Replace("{number:int}", "1", StringComparison.Ordinal);
        var query = path switch
        {
            "/api/v2/search" => "?q=crane",
            "/api/v1/pipelines/progress" when method == "GET" => $"?ids={world.Usual["ids"]}",
            _ when path.EndsWith("/hits", StringComparison.Ordinal) => "?q=crane",
            _ => "",
        };
        Assert.False(path.Contains('{', StringComparison.Ordinal), $"{call} has a parameter that is not known here.");
        var request = TusRequest.With(new HttpRequestMessage(new HttpMethod(method), path + query));
        if (method == "PATCH")
        {
            request.Headers.Add("Upload-Offset", "0");
            request.Content = new ByteArrayContent(new byte[1000])
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream") },
            };
        }
        else if (call == "POST /api/v2/uploads")
        {
            request.Headers.Add("Upload-Length", "1000");
        }
        else if (method is "POST" or "PUT")
        {
            request.Content = Body(path, world);
        }

        return request;
    }

    private static HttpContent Body(string path, OutageWorld world)
    {
        if (path == "/api/v2/documents/upload" || path == "/api/v2/batches")
            return new MultipartFormDataContent
            {
                { new StringContent("true"), "create_index" },
                { new ByteArrayContent(Texts.Unique("Taken now, or refused.")), "file", "during.txt" },
            };
        JsonObject json = path switch
        {
            "/api/v1/session" => new() { ["user_id"] = ProductionHost.Ben, ["password"] = ProductionHost.Password },
            "/api/v1/session/password" => new()
            {
                ["current"] = ProductionHost.Password, ["new"] = ProductionHost.Password + " again",
            },
            "/api/v2/notifications" => new() { ["webhook"] = new JsonObject { ["url"] = "https://example.com/hook" } },
            "/api/v1/pipelines/progress" => new()
            {
                ["positions"] = new JsonObject { [world.Usual["pipeline_id"]] = null },
            },
            _ when path.EndsWith("/control", StringComparison.Ordinal) => new() { ["action"] = "interrupt" },
            _ when path.EndsWith("/start", StringComparison.Ordinal) => new() { ["create_index"] = true },
            _ => [],
        };
        return new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json");
    }
}
