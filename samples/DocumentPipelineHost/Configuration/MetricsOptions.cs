namespace DocumentPipelineHost.Configuration;

/// <summary><c>Metrics:…</c>: who may read <c>/metrics</c>.</summary>
public sealed class MetricsOptions
{
    public const string Section = "Metrics";

    /// <summary>
    /// A collector that sends it as <c>Authorization: Bearer …</c> may read <c>/metrics</c>; operators may always.
    /// <value>Default: none, operators only.</value>
    /// </summary>
    public string? Token { get; set; }
}
