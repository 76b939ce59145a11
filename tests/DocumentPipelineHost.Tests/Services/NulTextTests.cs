using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Tus;
using Npgsql;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>PostgreSQL keeps no text with NUL: whoever sends one is told so, and the host has no failure.</summary>
public sealed class NulTextTests
{
    private const string Nul = "a\0b";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    public async Task SignIn_NameThatIsNobodys_Is401AndLeavesNoRow(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        using var nobody = new HostClient(work.Host.Address, user: null);
        nobody.Http.DefaultRequestHeaders.Add("X-CSRF", "1");

        foreach (var name in (string[])[Nul, "\0", "a b", new string('x', 65), "."])
        {
            using var answer = await nobody.Http.PostAsJsonAsync(
                "/api/v1/session", new { user_id = name, password = "correct horse battery" }, Cancellation);
            Assert.Equal((401, "invalid_credentials"), await HostClient.ProblemAsync(answer));
        }

        Assert.Equal(0, work.Place.Count("sign_in_failures"));
    }

    /// <summary>Each text of each call that the OpenAPI document describes.</summary>
    [Fact]
    public async Task EveryQuery_WithNul_IsNoFailureOfTheHost()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Postgres);
        var upload = await work.Client.UploadAsync(Texts.Unique("Text."), "a.txt");
        var document = (string)upload["document_id"]!;
        var count = 0;

        foreach (var (path, calls) in (await work.Client.GetAsync("/openapi/v1.json"))["paths"]!.AsObject())
        {
            var names = (calls!["get"]?["parameters"]?.AsArray() ?? [])
                .Where(static each => (string)each!["in"]! == "query")
                .Select(static each => (string)each!["name"]!);
            foreach (var name in names)
            {
                var known = path.Replace("{document_id}", document, StringComparison.Ordinal)
                    .Replace("{number}", "1", StringComparison.Ordinal);
                var others = name == "q" ? string.Empty : "q=text&";
                using var answer = await work.Client.Http.GetAsync($"{known}?{others}{name}=a%00b", Cancellation);
                Assert.True((int)answer.StatusCode < 500, $"{known} {name}: {answer.StatusCode}");
                count++;
            }
        }

        Assert.True(count >= 15, $"{count} parameters only");
    }

    [Fact]
    public async Task EveryBody_WithNul_IsNoFailureOfTheHost()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Postgres);
        var client = work.Client;
        var upload = await client.UploadAsync(Texts.Unique("Text."), "a.txt", ("create_index", "true"));
        await client.EndAsync(upload);
        var document = $"/api/v1/documents/{upload["document_id"]}";

        foreach (var field in (string[])["project_id", "pipeline_id", "batch_id", "create_index", "other"])
        {
            using var answer = await client.PostAsync(Texts.Unique("Text."), "b.txt", (field, Nul));
            Assert.Equal(field == "other" ? 200 : 400, (int)answer.StatusCode);
        }

        foreach (var field in (string[])["filename", "project_id", "batch_id", "other"])
        {
            using var answer = await client.SendAsync(TusRequest.Create(5, ("filename", "a.txt"), (field, Nul)));
            Assert.True((int)answer.StatusCode < 500, $"tus {field}: {answer.StatusCode}");
        }

        var bodies = new (string Method, string Path, JsonNode Body)[]
        {
            ("POST", "/api/v1/session", new JsonObject { ["user_id"] = Nul }),
            ("PUT", "/api/v1/session/password", new JsonObject { ["current"] = Nul, ["new"] = Nul }),
            ("PUT", "/api/v2/notifications", Webhook("http://example.com/\0", null)),
            ("PUT", "/api/v2/notifications", Webhook("http://example.com/", Nul)),
            ("PUT", "/api/v2/notifications", new JsonObject { ["events"] = new JsonArray(Nul) }),
            ("PUT", "/api/v2/notifications", new JsonObject { ["email"] = new JsonObject { ["to"] = Nul + "@c" } }),
            ("POST", $"{document}/operations/start", new JsonObject { [Nul] = Nul }),
            ("POST", "/api/v1/pipelines/progress", new JsonObject
            {
                ["pipelines"] = new JsonArray(new JsonObject { ["id"] = Nul, ["epoch"] = Nul }),
            }),
            ("POST", $"/api/v1/pipelines/{upload["processing_pipeline"]!["pipeline_id"]}/control", new JsonObject
            {
                ["action"] = "retry", ["stage"] = Nul,
            }),
            ("POST", $"/api/v2/documents/{upload["document_id"]}/pipeline/" +
                $"{upload["processing_pipeline"]!["pipeline_id"]}/retry", new JsonObject { ["stage"] = Nul }),
        };
        foreach (var (method, path, body) in bodies)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path)
            {
                Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
            };
            using var answer = await client.Http.SendAsync(request, Cancellation);
            Assert.True((int)answer.StatusCode < 500, $"{method} {path} {body.ToJsonString()}: {answer.StatusCode}");
        }

        Assert.Equal(HttpStatusCode.OK, (await client.Http.GetAsync(document, Cancellation)).StatusCode);
    }

    /// <summary>Where a text gets through nevertheless.</summary>
    [Theory]
    [InlineData("22021", true)]
    [InlineData("22P05", true)]
    [InlineData("23505", false)]
    public void IsText_StateOfPostgres_TellsACallersTextFromAFailure(string state, bool expected) =>
        Assert.Equal(expected, DatabaseFailures.IsText(new PostgresException("invalid", "ERROR", "ERROR", state)));

    private static JsonObject Webhook(string url, string? secret) =>
        new() { ["webhook"] = new JsonObject { ["url"] = url, ["secret"] = secret } };
}
