namespace DocumentPipelineHost.Options;

/// <summary>The rules as data, so that page and server read the same.</summary>
public sealed record OptionsAnswer(
    IReadOnlyList<OptionRow> Options, IReadOnlyList<OptionPreset> Presets, OptionLimits Limits, OptionModel Model);
