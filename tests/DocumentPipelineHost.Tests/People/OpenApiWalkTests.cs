using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Tus;

namespace DocumentPipelineHost.Tests.People;

/// <summary>
/// Two users see nothing of each other over any call of the OpenAPI document, with any of its parameters: a new call is
/// covered by itself, and a new parameter, of a path or of a query, fails until it is known here.
/// </summary>
public sealed class OpenApiWalkTests
{
    private const string Secret = "zanzibar";

    /// <summary>What is answered without an identity, and tells nothing of anybody.</summary>
    private static readonly string[] Open =
    [
        "GET /api/v1/session", "POST /api/v1/session", "DELETE /api/v1/session", "GET /api/v1/session/oidc",
        "GET /api/v2/options", "GET /api/v1/health", "GET /api/v2/messages", "OPTIONS /api/v2/uploads",
        "OPTIONS /api/v2/uploads/{id}",
    ];

    private static readonly string[] Required = ["GET /api/v2/search q", "GET /api/v1/pipelines/progress ids"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task EveryCall_OfAStrangerOrOfNobody_TellsAndChangesNothing(Rows rows)
    {
        await using var production = await ProductionHost.StartAsync(rows);
        using var anna = await production.SignedInAsync(ProductionHost.Anna);
        using var ben = await production.SignedInAsync(ProductionHost.Ben);
        using var nobody = production.Nobody();
        var owned = await OwnAsync(anna);
        var calls = await ApiCalls.AllAsync(production.Host.Services, anna);

        Assert.True(calls.Count >= 35, $"The OpenAPI document has {calls.Count} calls only.");
        foreach (var (call, named) in calls)
        {
            foreach (var query in Queries(call, named, owned))
            {
                using var refused = await SendAsync(nobody, call, query, owned);
                if (!Open.Contains(call))
                    Assert.True(
                        refused.StatusCode == HttpStatusCode.Unauthorized,
                        $"{call}{query} by nobody: {refused.StatusCode}");
                await TellsNothingAsync(call, query, refused, owned);
                if (call is "DELETE /api/v1/session" or "POST /api/v1/session" or "PUT /api/v1/session/password")
                    continue; // about the caller alone
                using var answer = await SendAsync(ben, call, query, owned);
                if (call.Contains('{', StringComparison.Ordinal) && !Open.Contains(call))
                    Assert.True(
                        answer.StatusCode == HttpStatusCode.NotFound,
                        $"{call}{query} by a stranger: {answer.StatusCode}");
                await TellsNothingAsync(call, query, answer, owned);
                await IsFoundAsync(anna, call, query, owned);
            }
        }

        foreach (var name in (string[])["document_id", "batch_id", "id"])
        {
            var id = owned[name];
            var path = name switch
            {
                "document_id" => $"/api/v1/documents/{id}",
                "batch_id" => $"/api/v2/batches/{id}",
                _ => $"/api/v2/uploads/{id}",
            };
            Assert.Equal(HttpStatusCode.OK, (await anna.Http.GetAsync(path, Cancellation)).StatusCode);
        }

        Assert.Equal(
            "completed",
            (string?)(await anna.Client.GetAsync($"/api/v1/pipelines/{owned["pipeline_id"]}/progress"))["status"]);
    }

    /// <summary>A document with its pipeline, a batch and an unfinished upload.</summary>
    private static async Task<Dictionary<string, string>> OwnAsync(Person owner)
    {
        var upload = await owner.Client.UploadAsync(
            Texts.Unique($"The {Secret} of the harbour. It is kept in the {Secret} room."), $"{Secret}.txt",
            ("project_id", $"{Secret}-project"),
            ("create_index", "true"), ("generate_summary", "true"), ("deep_analysis", "true"));
        await owner.Client.EndAsync(upload);
        var (_, batch) = await owner.Client.CreateBatchAsync(
            [($"{Secret}-batch.txt", Texts.Unique(Secret))],
            ("create_index", "true"), ("name", Secret));
        await owner.Client.EndBatchAsync(batch.Id());
        using var create = await owner.Http.SendAsync(
            TusRequest.Create(1000, ("filename", $"{Secret}-part.txt")), Cancellation);
        var first = await owner.Client.GetAsync("/api/v2/documents?limit=1");
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["cursor"] = (string)first["next_cursor"]!,
            ["document_id"] = (string)upload["document_id"]!,
            ["pipeline_id"] = (string)upload["processing_pipeline"]!["pipeline_id"]!,
            ["batch_id"] = batch.Id(),
            ["id"] = create.Headers.Location!.ToString().Split('/')[^1],
        };
    }

    /// <summary>
    /// Without a parameter where the call can do without, with each alone, and with all: what belongs to the owner, and
    /// what finds it.
    /// </summary>
    private static IEnumerable<string> Queries(
        string call, IReadOnlyList<string> named, Dictionary<string, string> owned)
    {
        foreach (var name in named)
            Assert.True(
                Value(name, owned) is not null,
                $"{call} has a query parameter {name} that this test does not know: give it a value of the owner's.");
        var required = named.Where(name => Required.Contains($"{call} {name}")).ToList();
        List<IEnumerable<string>> sets = [required, .. named.Select(name => required.Append(name).Distinct()), named];
        return sets.Select(set => string.Join('&', set.Select(name => $"{name}={Value(name, owned)}")))
            .Select(static query => query.Length > 0 ? "?" + query : query)
            .Distinct(StringComparer.Ordinal);
    }

    private static string? Value(string name, Dictionary<string, string> owned) => name switch
    {
        "q" => Secret,
        "document_id" or "cursor" => owned[name],
        "project_id" => $"{Secret}-project",
        "ids" => $"{owned["pipeline_id"]},{owned["batch_id"]}",
        "owner" => ProductionHost.Anna,
        "status" => "completed",
        "kind" => "document",
        "type" => "text",
        "since" => "2000-01-01T00:00:00Z",
        "until" => "2100-01-01T00:00:00Z",
        "limit" => "50",
        "offset" => "0",
        "range" => "24h",
        "scope" => "all",
        "brief" or "inline" or "force" or "strict" => "true",
        _ => null,
    };

    /// <summary>The values are such as find something: a read of the owner's with each of them succeeds.</summary>
    private static async Task IsFoundAsync(Person owner, string call, string query, Dictionary<string, string> owned)
    {
        if (!call.StartsWith("GET ", StringComparison.Ordinal)
            || query.Length == 0
            || query.Contains("scope=", StringComparison.Ordinal)) // operators' alone
            return;
        using var answer = await SendAsync(owner, call, query, owned);
        Assert.True(answer.IsSuccessStatusCode, $"{call}{query} by the owner: {answer.StatusCode}");
    }

    private static async Task<HttpResponseMessage> SendAsync(
        Person person, string call, string query, Dictionary<string, string> owned)
    {
        var (method, path) = (call.Split(' ')[0], call.Split(' ')[1]);
        foreach (var (name, id) in owned)
            path = path.Replace($"{{{name}}}", id, StringComparison.Ordinal);
        path = path.Replace("{operation}", "summary", StringComparison.Ordinal)
            .Replace("{number}", "1", StringComparison.Ordinal)
            .Replace("{number:int}", "1", StringComparison.Ordinal);
        Assert.False(
            path.Contains('{', StringComparison.Ordinal),
            $"{call} has a parameter that this test does not know: give it what belongs to another user.");
        var request = TusRequest.With(new HttpRequestMessage(new HttpMethod(method), path + query));
        if (method is "PATCH")
        {
            request.Headers.Add("Upload-Offset", "0");
            request.Content = new ByteArrayContent(new byte[1000])
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream") },
            };
        }
        else if (method is "POST" or "PUT")
        {
            request.Content = Body(path, owned);
        }

        return await person.Http.SendAsync(request, Cancellation);
    }

    private static HttpContent Body(string path, Dictionary<string, string> owned)
    {
        if (path.EndsWith("/upload", StringComparison.Ordinal) || path == "/api/v2/batches")
        {
            var form = new MultipartFormDataContent
            {
                { new ByteArrayContent(Texts.Unique("Nothing.")), "file", "stranger.txt" },
            };
            if (path == "/api/v2/batches")
                return form;
            // Into the owner's batch and under the owner's pipeline.
            form.Add(new StringContent(owned["batch_id"]), "batch_id");
            form.Add(new StringContent(owned["pipeline_id"]), "pipeline_id");
            return form;
        }

        return new StringContent(Json(path, owned).ToJsonString(), Encoding.UTF8, "application/json");
    }

    private static JsonObject Json(string path, Dictionary<string, string> owned)
    {
        if (path.EndsWith("/control", StringComparison.Ordinal))
            return new JsonObject { ["action"] = "cancel" };
        if (!path.EndsWith("/progress", StringComparison.Ordinal))
            return [];
        return new JsonObject
        {
            ["positions"] = new JsonObject { [owned["pipeline_id"]] = null, [owned["batch_id"]] = null },
        };
    }

    /// <summary>Neither content, name nor an id that was not asked with.</summary>
    private static async Task TellsNothingAsync(
        string call, string query, HttpResponseMessage answer, Dictionary<string, string> owned)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancellation) + answer.Headers;
        Assert.False(
            text.Replace($"q={Secret}", "", StringComparison.Ordinal)
                .Replace($"project_id={Secret}-project", "", StringComparison.Ordinal)
                .Replace($"\"query\":\"{Secret}\"", "", StringComparison.Ordinal)
                .Contains(Secret, StringComparison.OrdinalIgnoreCase),
            $"{call}{query} tells: {text}");
        if (!call.Contains('{', StringComparison.Ordinal) && !call.EndsWith("/progress", StringComparison.Ordinal))
            Assert.DoesNotContain(owned.Values, id => text.Contains(id, StringComparison.Ordinal));
    }
}
