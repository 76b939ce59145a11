using System.ComponentModel.DataAnnotations;

namespace DocumentPipelineHost.Configuration;

/// <summary><c>Pipeline:…</c></summary>
public sealed class PipelineOptions
{
    public const string Section = "Pipeline";

    /// <summary>How many documents are processed at a time. <value>Default: 2.</value></summary>
    [Range(1, 256)]
    public int Workers { get; set; } = 2;

    /// <summary>Retries after a transient error, before a person has to act. <value>Default: 5.</value></summary>
    [Range(0, 20)]
    public int Retries { get; set; } = 5;

    /// <summary>
    /// The first wait before a retry; each further one doubles, up to 10 minutes, and is up to a fifth shorter or
    /// longer. <value>Default: 1 s.</value>
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long one stage of one document may take before it fails with <c>timeout</c>. <value>Default: 10 min.</value>
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan StageTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Pages kept in one transaction with their checkpoint. <value>Default: 4.</value></summary>
    [Range(1, 1000)]
    public int PagesPerCheckpoint { get; set; } = 4;

    /// <summary>Chunks kept in one transaction with their checkpoint. <value>Default: 8.</value></summary>
    [Range(1, 1000)]
    public int ChunksPerCheckpoint { get; set; } = 8;
}
