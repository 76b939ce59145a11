namespace DocumentPipelineHost.Configuration;

/// <summary><c>Data:…</c>: where the embedded defaults keep what they keep.</summary>
public sealed class DataOptions
{
    public const string Section = "Data";

    /// <summary>
    /// Folder of the SQLite files and the originals, relative to the content root. <value>Default: <c>data</c>.</value>
    /// </summary>
    public string Directory { get; set => field = value ?? string.Empty; } = "data";
}
