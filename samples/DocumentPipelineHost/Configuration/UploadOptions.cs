using System.ComponentModel.DataAnnotations;

namespace DocumentPipelineHost.Configuration;

/// <summary><c>Upload:…</c></summary>
public sealed class UploadOptions
{
    public const string Section = "Upload";

    /// <summary>The largest file that is taken, in bytes. <value>Default: 200 MiB.</value></summary>
    [Range(1, 1L << 40)]
    public long MaxBytes { get; set; } = 200L << 20;

    /// <summary>Bytes that a user may store, unfinished uploads included. <value>Default: no limit.</value></summary>
    [Range(1, long.MaxValue)]
    public long? QuotaBytes { get; set; }

    /// <summary>Documents that a user may store. <value>Default: no limit.</value></summary>
    [Range(1, int.MaxValue)]
    public int? QuotaDocuments { get; set; }

    /// <summary>How long a resumable upload is kept after its last bytes. <value>Default: 24 h.</value></summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan ResumableExpiry { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Bytes of a resumable upload that are kept in one step; a killed host loses three of them at most.
    /// <value>Default: 2 MiB.</value>
    /// </summary>
    [Range(64 * 1024, 64 << 20)]
    public int SegmentBytes { get; set; } = 2 << 20;

    /// <summary>
    /// How bytes are handled that their owner has already, where the upload does not state it (<c>duplicates</c>).
    /// <value>Default: <see cref="DuplicateHandling.Open"/>.</value>
    /// </summary>
    [EnumDataType(typeof(DuplicateHandling))]
    public DuplicateHandling Duplicates { get; set; } = DuplicateHandling.Open;

    /// <summary>
    /// How long the question about such bytes waits for an answer; then the stored document is opened.
    /// <value>Default: 24 h.</value>
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan QuestionTimeout { get; set; } = TimeSpan.FromHours(24);
}
