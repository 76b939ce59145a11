using System.Text.Json;
using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Documents;

/// <summary>Lists a user's documents, newest first, each with its newest processing.</summary>
internal sealed class DocumentCatalog(HostDatabase database, IProgressReader progress)
{
    // An upload's own pipeline without further stages is no processing.
    private const string From =
        " FROM documents d LEFT JOIN pipelines p ON p.seq = (SELECT MAX(seq) FROM pipelines WHERE document_id = d.id "
            + "AND stages <> '') WHERE d.owner = @Owner";

    private const string Select =
        "SELECT d.id, d.filename, d.size, d.content_type, d.project_id, COALESCE(p.status, 'uploaded') AS status, "
            + "d.created_at, "
        + "p.id AS pipeline_id, p.state, p.state_status, "
        + "d.summarized_at IS NOT NULL AS has_summary, d.indexed_at IS NOT NULL AS has_index, "
        + "d.analyzed_at IS NOT NULL AS has_analysis, d.page_count, d.page_kind";

    public async Task<DocumentItem?> FindAsync(string id, string owner) =>
        await ListAsync(new DocumentFilter(owner) { Id = id }, 1, 0) is [var item] ? item : null;

    public int Count(DocumentFilter filter) => database.Read(connection =>
        connection.ExecuteScalar<int>("SELECT COUNT(*)" + From + Where(filter), Parameters(filter, 0, 0)));

    public async Task<IReadOnlyList<DocumentItem>> ListAsync(DocumentFilter filter, int limit, int offset)
    {
        var rows = database.Read(connection => connection.Query<DocumentRow>(
            Select + From + Where(filter) + " ORDER BY d.created_at DESC, d.id DESC LIMIT @limit OFFSET @offset",
            Parameters(filter, limit, offset)).AsList());
        var items = new List<DocumentItem>(rows.Count);
        foreach (var row in rows)
            items.Add(Item(row, await StateAsync(row)));
        return items;
    }

    /// <summary>
    /// The kept state where its status is that of the row; a state is kept a moment after it was shown. Otherwise the
    /// live state, where there is one.
    /// </summary>
    private async Task<JsonElement?> StateAsync(DocumentRow row)
    {
        if (row.PipelineId is null)
            return null;
        var moves = row.Status is StatusNames.Pending or StatusNames.Processing || row.Status != row.StateStatus;
        var json = moves ? await LiveAsync(row.PipelineId) ?? row.State : row.State;
        return json is null ? null : JsonElement.Parse(json);
    }

    private async Task<byte[]?> LiveAsync(string pipelineId)
    {
        try
        {
            return (await progress.GetAsync(pipelineId))?.ToUtf8Json();
        }
        catch (PipelineException exception) when (exception.IsRetryable)
        {
            return null; // reads go on from the rows
        }
    }

    private static DocumentItem Item(DocumentRow row, JsonElement? state) => new(
        row.Id,
        row.Filename,
        row.Size,
        row.ContentType,
        row.ProjectId.Length == 0 ? null : row.ProjectId,
        row.Status,
        row.CreatedAt,
        row.PipelineId,
        row.HasSummary,
        row.HasIndex,
        row.HasAnalysis,
        row.PageCount,
        state)
    {
        PageKind = PageKinds.Of(row.PageKind, row.ContentType),
    };

    private string Where(DocumentFilter filter) =>
        (filter.Id is null ? "" : " AND d." + DocumentStore.IdIs)
        + (filter.ProjectId is null ? "" : " AND d.project_id = @ProjectId")
        + (filter.Status is null ? "" : " AND COALESCE(p.status, 'uploaded') = @Status")
        + (filter.NamePattern is null ? "" : $" AND d.filename {database.Like} @NamePattern ESCAPE '\\'")
        + (filter.After is null ? "" : " AND (d.created_at, d.id) < (@CreatedAt, @AfterId)");

    private static object Parameters(DocumentFilter filter, int limit, int offset) => new
    {
        filter.Owner,
        id = filter.Id,
        filter.ProjectId,
        filter.Status,
        filter.NamePattern,
        filter.After?.CreatedAt,
        AfterId = filter.After?.Id,
        limit,
        offset,
    };
}
