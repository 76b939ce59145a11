using System.ComponentModel.DataAnnotations;

namespace DocumentPipelineHost.Configuration;

/// <summary><c>Upload:…</c></summary>
public sealed class UploadOptions
{
    public const string Section = "Upload";

    /// <summary>The largest file that is taken, in bytes. <value>Default: 200 MiB.</value></summary>
    [Range(1, 1L << 40)]
    public long MaxBytes { get; set; } = 200L << 20;
}
