using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Duplicates;

/// <summary>Uploads of bytes that are stored already, and the answers about them.</summary>
internal static class Asking
{
    public const string Open = "Open the stored document";
    public const string Again = "Process it again";
    public const string Keep = "Keep both";

    public static readonly (string, string) Ask = ("duplicates", "ask");
    public static readonly (string, string) Index = ("create_index", "true");

    /// <summary>Uploads a file and, once it is done, the same bytes again, with the question; both answers.</summary>
    public static async Task<(JsonNode Stored, JsonNode Asked)> TwiceAsync(
        this HostClient client, byte[] content, params (string Name, string Value)[] fields)
    {
        var stored = await client.UploadAsync(content, "first.md", fields);
        if (stored["processing_pipeline"] is not null)
            await client.EndAsync(stored);
        var asked = await client.UploadAsync(content, "second.md", [.. fields, Ask]);
        Assert.Equal("waiting", (string?)asked["status"]);
        return (stored, asked);
    }

    public static string Pipeline(this JsonNode upload) => (string)upload["processing_pipeline"]!["pipeline_id"]!;

    public static string Document(this JsonNode upload) => (string)upload["document_id"]!;

    /// <summary>The answer's status and code.</summary>
    public static async Task<(int Status, string? Code)> AnswerAsync(
        this HostClient client, string pipeline, string answer)
    {
        var (status, body) = await client.PostAsync(
            $"/api/v1/pipelines/{pipeline}/control",
            new JsonObject { ["action"] = "answer", ["question_id"] = "duplicate", ["answer"] = answer });
        return (status, (string?)body["code"]);
    }

    /// <summary>As <see cref="AnswerAsync"/>, which must be accepted.</summary>
    public static async Task AcceptedAsync(this HostClient client, string pipeline, string answer)
    {
        var (status, code) = await client.AnswerAsync(pipeline, answer);
        Assert.True(status is 200 or 202, $"{status} {code}");
    }

    public static async Task<int> DocumentsAsync(this HostClient client) =>
        (await client.GetAsync("/api/v2/documents"))["items"]!.AsArray().Count;
}
