using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>The host is killed in the middle of a document, started again, and the document ends: once, with nothing lost and nothing twice.</summary>
public sealed class CrashTests
{
    private const string User = "user-1";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("upload", 100)]
    [InlineData("parse", 1)]
    [InlineData("parse", 40)]
    [InlineData("parse", 90)]
    [InlineData("index", 1)]
    [InlineData("index", 50)]
    [InlineData("summary", 10)]
    [InlineData("summary", 100)]
    public async Task Kill_InTheMiddleOfAStage_TheNextHostEndsItOnce(string stage, double progress)
    {
        using var folder = new DataFolderOfTest();
        var pdf = await File.ReadAllBytesAsync(Assets.FiftyPages, Cancellation);
        string document, pipeline;
        JsonNode seen;
        await using (var host = await StartAsync(folder))
        {
            using var client = host.As(User);
            var upload = await client.UploadAsync(pdf, "crash.pdf", ("create_index", "true"), ("generate_summary", "true"));
            (document, pipeline) = ((string)upload["document_id"]!, (string)upload["processing_pipeline"]!["pipeline_id"]!);
            seen = await UntilAsync(client, document, pipeline, stage, progress);
            await host.KillAsync();
        }

        await using (var host = await StartAsync(folder))
        {
            using var client = host.As(User);
            var restored = await StateAsync(client, document, pipeline);
            Assert.True(Attempt(restored).CompareTo(Attempt(seen)) >= 0, $"{Attempt(seen)} was seen before the crash, {Attempt(restored)} after it");
            var ended = await client.EndAsync(document, pipeline).WaitAsync(Limit, Cancellation);
            Assert.Equal(("completed", 100.0), ((string?)ended["status"], (double)ended["overall_progress"]!));
        }

        AssertDoneOnce(folder, document);
    }

    private static Task<ChildHost> StartAsync(DataFolderOfTest folder) =>
        ChildHost.StartAsync(folder, "--Pipeline:PagesPerCheckpoint", "2", "--Pipeline:ChunksPerCheckpoint", "2");

    private static (int Attempt, double Progress) Attempt(JsonNode state) => ((int)state["attempt"]!, (double)state["overall_progress"]!);

    private static Task<JsonNode> StateAsync(HostClient client, string document, string pipeline) =>
        client.GetAsync($"/api/v2/documents/{document}/pipeline/{pipeline}/progress");

    /// <summary>Asks as fast as it can until the stage is that far.</summary>
    private static async Task<JsonNode> UntilAsync(HostClient client, string document, string pipeline, string stage, double progress)
    {
        while (true)
        {
            var state = await StateAsync(client, document, pipeline);
            var reached = state["stages"]!.AsArray().Single(each => (string?)each!["id"] == stage)!;
            if ((double)reached["progress"]! >= progress || (bool)state["completed"]!)
                return state;
        }
    }

    private static void AssertDoneOnce(DataFolderOfTest folder, string document)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "documents.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        Assert.Equal(50, Count(connection, "SELECT COUNT(*) FROM pages WHERE document_id = @id", document));
        var chunks = Count(connection, "SELECT COUNT(*) FROM chunks WHERE document_id = @id", document);
        Assert.True(chunks > 0);
        Assert.Equal(chunks, Count(connection, "SELECT MAX(ordinal) + 1 FROM chunks WHERE document_id = @id", document));
        Assert.Equal(chunks, Count(connection, "SELECT COUNT(DISTINCT text || page) FROM chunks WHERE document_id = @id", document));
        Assert.Equal(chunks, Count(connection, "SELECT COUNT(*) FROM chunk_search", document));
        Assert.Equal(1, Count(connection, "SELECT COUNT(*) FROM summaries WHERE document_id = @id", document));
        Assert.Equal(1, Count(connection, "SELECT COUNT(*) FROM pipelines WHERE document_id = @id AND status = 'completed' AND ended_at IS NOT NULL", document));
    }

    private static long Count(SqliteConnection connection, string sql, string document)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("@id", document);
        return (long)command.ExecuteScalar()!;
    }
}
