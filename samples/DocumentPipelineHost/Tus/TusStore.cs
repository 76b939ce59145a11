using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Uploads;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Tus;

/// <summary>
/// The rows of resumable uploads. A piece counts when its row is there, and its row only comes where the one before it
/// ended: of two writers at one place, on any instance, one is refused. Of two that would end an upload one claims it
/// (<c>uploads.instance</c>).
/// </summary>
internal sealed class TusStore(
    HostDatabase database,
    HostInstance instance,
    IOptions<UploadOptions> options,
    TimeProvider time
)
{
    /// <summary>The most pieces of an upload: each is a row and a file.</summary>
    public const int MaxSegments = 10_000;

    /// <summary>The most unfinished uploads of a user.</summary>
    public const int MaxOpen = 200;

    private const string Columns =
        "id, owner, document_id, length, received, metadata, language, pipeline_id, answer, error, created_at, "
            + "expires_at";

    private const string IsOpen = "answer IS NULL AND error IS NULL";

    private DateTimeOffset NextExpiry => time.GetUtcNow() + options.Value.ResumableExpiry;

    /// <summary>Adds an upload, within the user's quota; its row.</summary>
    /// <exception cref="Problems.ProblemException"><c>quota_exceeded</c>, <c>too_many_uploads</c>.</exception>
    public Task<TusUpload> AddAsync(TusUpload upload, CancellationToken ct) =>
        database.WriteAsync(
            transaction =>
            {
                OwnerLock.Take(transaction, upload.Owner);
                var open = transaction.Connection!.ExecuteScalar<int>(
                    "SELECT COUNT(*) FROM uploads WHERE owner = @Owner AND answer IS NULL AND error IS NULL",
                    upload,
                    transaction
                );
                if (open >= MaxOpen)
                    throw TusProblems.TooManyUploads.With(MaxOpen);
                Quota.Check(transaction, upload.Owner, upload.Length, options.Value);
                var added = upload with { CreatedAt = time.GetUtcNow(), ExpiresAt = NextExpiry };
                transaction.Connection!.Execute(
                    "INSERT INTO uploads (id, owner, document_id, length, metadata, language, pipeline_id, created_at, "
                        + "expires_at) "
                        + "VALUES (@Id, @Owner, @DocumentId, @Length, @Metadata, @Language, @PipelineId, @CreatedAt, "
                        + "@ExpiresAt)",
                    added,
                    transaction
                );
                return added;
            },
            ct
        );

    public TusUpload? Find(string id) =>
        database.Read(connection =>
            connection.QuerySingleOrDefault<TusUpload>($"SELECT {Columns} FROM uploads WHERE id = @id", new { id })
        );

    /// <summary>The unfinished upload that the pipeline shows.</summary>
    public TusUpload? FindOpen(string pipelineId) =>
        database.Read(connection =>
            connection.QuerySingleOrDefault<TusUpload>(
                $"SELECT {Columns} FROM uploads WHERE pipeline_id = @pipelineId AND answer IS NULL AND error IS NULL",
                new { pipelineId }
            )
        );

    /// <summary>The kept pieces, in order.</summary>
    public IReadOnlyList<TusSegment> Segments(string id) =>
        database.Read(connection =>
            connection
                .Query<TusSegment>(
                    "SELECT start, length, key FROM upload_segments WHERE upload_id = @id ORDER BY start",
                    new { id }
                )
                .AsList()
        );

    /// <summary>
    /// Appends kept pieces that follow each other; the new count of bytes, or null where the upload is not there, or
    /// not so far.
    /// </summary>
    public Task<long?> AppendAsync(string id, IReadOnlyList<TusSegment> segments) =>
        database.WriteAsync<long?>(transaction =>
        {
            var (start, end) = (segments[0].Start, segments[^1].Start + segments[^1].Length);
            var moved = transaction.Connection!.Execute(
                "UPDATE uploads SET received = @end, expires_at = @expires WHERE id = @id AND received = @start AND "
                    + "answer IS NULL AND error IS NULL",
                new
                {
                    id,
                    start,
                    end,
                    expires = NextExpiry,
                },
                transaction
            );
            if (moved == 0)
                return null;
            var count = transaction.Connection!.ExecuteScalar<int>(
                "SELECT COUNT(*) FROM upload_segments WHERE upload_id = @id",
                new { id },
                transaction
            );
            if (count + segments.Count > MaxSegments)
                throw TusProblems.TooManyPieces.With(MaxSegments);
            foreach (var segment in segments)
            {
                transaction.Connection!.Execute(
                    "INSERT INTO upload_segments (upload_id, start, length, key) VALUES (@id, @Start, @Length, @Key)",
                    new
                    {
                        id,
                        segment.Start,
                        segment.Length,
                        segment.Key,
                    },
                    transaction
                );
            }

            return end;
        });

    /// <summary>
    /// Claims an upload for its end; false where another living instance has claimed it, or where it has ended or is
    /// gone.
    /// </summary>
    public Task<bool> ClaimAsync(string id) =>
        database.WriteAsync(transaction =>
            transaction.Connection!.Execute(
                $"UPDATE uploads SET instance = @own WHERE id = @id AND {IsOpen} AND (instance IS NULL OR instance = "
                    + $"@own)",
                new { id, own = instance.Id },
                transaction
            ) == 1
        );

    /// <summary>Releases a claim: any instance may make the next attempt.</summary>
    public Task ReleaseAsync(string id) =>
        database.WriteAsync(transaction =>
            transaction.Connection!.Execute(
                "UPDATE uploads SET instance = NULL WHERE id = @id AND instance = @own",
                new { id, own = instance.Id },
                transaction
            )
        );

    /// <summary>At the start of the only instance there may be: releases what its predecessor had claimed.</summary>
    public Task ReleaseAllAsync() =>
        database.WriteAsync(static transaction =>
            transaction.Connection!.Execute(
                "UPDATE uploads SET instance = NULL WHERE instance IS NOT NULL",
                transaction: transaction
            )
        );

    /// <summary>
    /// Records the outcome of the upload in the transaction that stores the document. False where the upload has ended,
    /// or is no longer claimed by this instance.
    /// </summary>
    public bool Complete(DbTransaction transaction, string id, TusResult result) =>
        transaction.Connection!.Execute(
            $"UPDATE uploads SET answer = @answer, instance = NULL WHERE id = @id AND {IsOpen} AND instance = @own",
            new
            {
                id,
                own = instance.Id,
                answer = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(result, ProductJson.Options),
            },
            transaction
        ) == 1;

    /// <summary>Notes that no document comes of it.</summary>
    public Task FailAsync(string id, string error) =>
        database.WriteAsync(transaction =>
            transaction.Connection!.Execute(
                $"UPDATE uploads SET error = @error, instance = NULL WHERE id = @id AND {IsOpen}",
                new { id, error },
                transaction
            )
        );

    /// <summary>Removes the rows of the pieces, whose files are gone.</summary>
    public Task RemoveSegmentsAsync(string id) =>
        database.WriteAsync(transaction =>
            transaction.Connection!.Execute(
                "DELETE FROM upload_segments WHERE upload_id = @id",
                new { id },
                transaction
            )
        );

    /// <summary>Removes the upload; false where it is gone.</summary>
    public Task<bool> RemoveAsync(string id) =>
        database.WriteAsync(transaction =>
            transaction.Connection!.Execute("DELETE FROM uploads WHERE id = @id", new { id }, transaction) == 1
        );

    public IReadOnlyList<TusUpload> Expired() =>
        database.Read(connection =>
            connection
                .Query<TusUpload>(
                    $"SELECT {Columns} FROM uploads WHERE expires_at < @now",
                    new { now = time.GetUtcNow() }
                )
                .AsList()
        );

    /// <summary>Uploads whose bytes are all there and whose document is not stored.</summary>
    public IReadOnlyList<TusUpload> Whole() =>
        database.Read(connection =>
            connection
                .Query<TusUpload>(
                    $"SELECT {Columns} FROM uploads WHERE received = length AND answer IS NULL AND error IS NULL"
                )
                .AsList()
        );

    /// <summary>Ended uploads whose pieces were not removed.</summary>
    public IReadOnlyList<string> WithLeftSegments() =>
        database.Read(connection =>
            connection
                .Query<string>(
                    "SELECT DISTINCT u.id FROM uploads u JOIN upload_segments s ON s.upload_id = u.id WHERE u.answer "
                        + "IS NOT NULL OR u.error IS NOT NULL"
                )
                .AsList()
        );

    /// <summary>Which of the keys have a row.</summary>
    public IReadOnlySet<string> Known(IEnumerable<string> keys) =>
        database.Read(connection =>
            connection
                .Query<string>(
                    $"SELECT key FROM upload_segments WHERE {database.In("key", "keys")}",
                    new { keys = keys.ToArray() }
                )
                .ToHashSet(StringComparer.Ordinal)
        );
}
