using Dapper;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Estimates;

/// <summary>How long the newest documents of the same type took, of all users: figures alone.</summary>
internal sealed class StageHistory(HostDatabase database)
{
    public const int Most = 50;

    /// <summary>So many of the stage are looked at, of whatever type.</summary>
    private const int Newest = 2000;

    public IReadOnlyList<StageSample> Of(string stage, string contentType) =>
        database.Read(connection =>
            connection
                .Query<(long Milliseconds, int Pages, long Bytes)>(
                    "SELECT t.milliseconds, d.page_count, d.size FROM (SELECT pipeline_id, milliseconds, ended_at FROM "
                        + "stage_times "
                        + "WHERE stage = @stage ORDER BY ended_at DESC LIMIT @Newest) t JOIN pipelines p ON p.id = "
                        + "t.pipeline_id "
                        + "JOIN documents d ON d.id = p.document_id WHERE d.content_type = @contentType "
                        + "AND d.page_count > 0 AND d.size > 0 ORDER BY t.ended_at DESC LIMIT @Most",
                    new
                    {
                        stage, contentType, Most, Newest,
                    })
                .Select(static row => new StageSample(row.Milliseconds, row.Pages, row.Bytes))
                .AsList());
}
