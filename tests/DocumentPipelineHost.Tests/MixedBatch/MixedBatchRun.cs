using System.Diagnostics;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.MixedBatch;

/// <summary>A mixed batch that a host has done, in one go.</summary>
internal sealed record MixedBatchRun(IReadOnlyList<JsonNode> Items, TimeSpan Taken)
{
    private const int MostSeconds = 540;

    private static readonly (string, string)[] All =
        [("create_index", "true"), ("generate_summary", "true"), ("deep_analysis", "true")];

    /// <summary>Sends the documents as one batch and waits for its end.</summary>
    /// <param name="client">Who sends them.</param>
    /// <param name="documents">They.</param>
    /// <param name="fields">What is to be done with them; everything where nothing is named.</param>
    public static async Task<MixedBatchRun> OfAsync(
        HostClient client, IReadOnlyList<MixedDocument> documents, params (string, string)[] fields)
    {
        client.Http.Timeout = TimeSpan.FromSeconds(MostSeconds);
        var clock = Stopwatch.StartNew();
        var files = documents.Select(static document => (document.Name, document.Content));
        var (status, created) = await client.CreateBatchAsync(files, fields.Length > 0 ? fields : All);
        Assert.True(status == 202, $"{status} {created}");
        var ended = await client.EndBatchAsync(created.Id(), MostSeconds);
        return new([.. ended["documents"]!.AsArray().Select(static item => item!)], clock.Elapsed);
    }

    /// <summary>Shows a figure, and adds it to the file that <c>DPA_BATCH_RESULTS</c> names.</summary>
    public static async Task NoteAsync(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        TestContext.Current.SendDiagnosticMessage(line);
        if (Environment.GetEnvironmentVariable("DPA_BATCH_RESULTS") is { } results)
            await File.AppendAllTextAsync(results, line + "\n", TestContext.Current.CancellationToken);
    }

    /// <summary>The item of a document.</summary>
    public JsonNode Of(string name) => Items.Single(item => (string?)item["filename"] == name);
}
