using System.ComponentModel.DataAnnotations;

namespace DocumentPipelineHost.Configuration;

/// <summary><c>Engine:…</c>: what a process that reads documents may use.</summary>
public sealed class EngineOptions
{
    public const string Section = "Engine";

    /// <summary>Bytes of memory of one process; 128 MiB to 16 GiB. <value>Default: 512 MiB.</value></summary>
    [Range(128L * 1024 * 1024, 16L * 1024 * 1024 * 1024)]
    public long MemoryLimit { get; set; } = 512L * 1024 * 1024;

    /// <summary>
    /// Seconds of processor time for one step: opening a file, a page, a part of a summary; 1 to 3,600. <value>Default:
    /// 60.</value>
    /// </summary>
    [Range(1, 3600)]
    public int CpuSeconds { get; set; } = 60;

    /// <summary>The longest wait for one step; 1 s to 1 h. <value>Default: 2 min.</value></summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Requests that one process answers before another takes its place; 1 to 100,000. <value>Default: 2,000.</value>
    /// </summary>
    [Range(1, 100_000)]
    public int RequestsPerProcess { get; set; } = 2_000;
}
