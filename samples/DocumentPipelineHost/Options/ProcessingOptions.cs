namespace DocumentPipelineHost.Options;

/// <summary>The four options after the rules: what will really be done.</summary>
public sealed record ProcessingOptions(bool UploadOnly, bool GenerateSummary, bool CreateIndex, bool DeepAnalysis);
