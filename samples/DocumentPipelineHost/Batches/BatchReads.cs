using System.Text.Json;
using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Batches;

/// <summary>A batch as its rows have it, with the parent pipeline's state where that is available.</summary>
internal sealed class BatchReads(HostDatabase database, BatchStore batches, IProgressReader progress)
{
    private const string Items =
        "SELECT COALESCE(d.filename, '') AS filename, p.document_id, p.id AS pipeline_id, p.status, p.error, CASE WHEN "
            + "p.document_id IS NULL THEN p.state END AS state "
        + "FROM pipelines p LEFT JOIN documents d ON d.id = p.document_id WHERE p.parent_id = @Id ORDER BY p.seq";

    public async Task<BatchAnswer> GetAsync(BatchRecord batch, string? message = null)
    {
        var items = database.Read(connection =>
            connection.Query<ItemRow>(Items, new { batch.Id }).Select(Item).AsList());
        return new BatchAnswer(
            batch.Id, batch.Name, batch.Status, message, batches.Count(batch), items, batch.CreatedAt, batch.EndedAt,
            await StateAsync(batch));
    }

    /// <summary>The live state, or the kept one where the progress service is unavailable.</summary>
    private async Task<JsonElement?> StateAsync(BatchRecord batch)
    {
        byte[]? json;
        try
        {
            json = (await progress.GetAsync(batch.Id))?.ToUtf8Json();
        }
        catch (PipelineException)
        {
            json = batch.State is { } kept ? PipelineArchive.Shown(kept, batch.Attempts).ToUtf8Json() : null;
        }

        return json is null ? null : JsonElement.Parse(json);
    }

    private static BatchItem Item(ItemRow row) => new(
        row.Filename.Length > 0 ? row.Filename : row.State is null ? null : PipelineState.Parse(row.State).Name,
        row.DocumentId,
        row.PipelineId,
        row.Status,
        row.Error is null ? null : (string?)JsonElement.Parse(row.Error).GetProperty("code").GetString());

    private sealed record ItemRow
    {
        public required string Filename { get; init; }

        public string? DocumentId { get; init; }

        public required string PipelineId { get; init; }

        public required string Status { get; init; }

        public string? Error { get; init; }

        public byte[]? State { get; init; }
    }
}
