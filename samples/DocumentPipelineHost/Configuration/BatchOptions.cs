using System.ComponentModel.DataAnnotations;

namespace DocumentPipelineHost.Configuration;

/// <summary><c>Batch:…</c></summary>
public sealed class BatchOptions
{
    public const string Section = "Batch";

    /// <summary>The most files of one batch. <value>Default: 1,000.</value></summary>
    [Range(1, 100_000)]
    public int MaxFiles { get; set; } = 1_000;

    /// <summary>The most bytes of one request that brings a batch's files. <value>Default: 4 GiB.</value></summary>
    [Range(1, 1L << 44)]
    public long MaxBytes { get; set; } = 4L << 30;

    /// <summary>
    /// How long an announced batch waits for its next file; then it ends with those that came. <value>Default: 1
    /// h.</value>
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan JoinTimeout { get; set; } = TimeSpan.FromHours(1);
}
