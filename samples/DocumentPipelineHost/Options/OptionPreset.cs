using DocumentEngine.Text;

namespace DocumentPipelineHost.Options;

/// <summary>A named choice of options.</summary>
public sealed record OptionPreset(string Id, LocalizedText Name, IReadOnlyList<string> Options);
