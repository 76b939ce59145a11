using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.People;

/// <summary>What the OpenAPI document says of the calls that read their bodies themselves.</summary>
public sealed class OpenApiDocumentTests(EmbeddedHost host) : IClassFixture<EmbeddedHost>
{
    private static readonly string[] Fields =
    [
        "create_index", "deep_analysis", "duplicates", "file", "generate_summary", "keep_both", "project_id", "strict",
        "upload_only",
    ];

    /// <summary>Calls that change something and are sent nothing.</summary>
    private static readonly string[] WithoutBody =
    [
        "/interrupt", "/resume", "/cancel", "/batches/{batch_id}/retry", "/execute", "/webhook/on",
        "/notifications/test",
    ];

    [Theory]
    [InlineData("/api/v2/documents/upload", "batch_id", "pipeline_id")]
    [InlineData("/api/v2/batches", "count", "name")]
    public async Task Upload_HasItsFormAndItsRefusals(string path, params string[] more)
    {
        var call = (await PathsAsync())[path]!["post"]!;

        Assert.True((bool)call["requestBody"]!["required"]!);
        var form = call["requestBody"]!["content"]!["multipart/form-data"]!["schema"]!["properties"]!.AsObject();
        Assert.Equal(
            Fields.Concat(more).Order(StringComparer.Ordinal),
            form.Select(static field => field.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["again", "ask", "keep", "open"],
            form["duplicates"]!["enum"]!
                .AsArray()
                .Select(static word => (string)word!)
                .Order(StringComparer.Ordinal));
        foreach (var status in (string[])["400", "401", "409", "413", "422", "429", "503", "507"])
            Assert.True(call["responses"]![status] is not null, $"{path} has no {status}");
        Assert.Contains(call["parameters"]!.AsArray(), static one => (string?)one!["name"] == "Idempotency-Key");
    }

    [Fact]
    public async Task EveryCall_ThatIsSentSomething_HasARequestBodyAndEveryPersonsCallA429()
    {
        foreach (var (path, methods) in await PathsAsync())
        {
            foreach (var (method, call) in methods!.AsObject())
            {
                var isSent = method is "post" or "put" or "patch"
                    && !WithoutBody.Any(end => path.EndsWith(end, StringComparison.Ordinal));
                Assert.True(!isSent || call!["requestBody"] is not null, $"{method} {path} has no request body");
                Assert.True(
                    call!["responses"]!["401"] is null || call["responses"]!["429"] is not null,
                    $"{method} {path} has no 429");
            }
        }
    }

    private async Task<JsonObject> PathsAsync()
    {
        using var client = host.Host.As("reader");
        return (await client.GetAsync("/openapi/v1.json"))["paths"]!.AsObject();
    }
}
