using DocumentEngine.Analyzing;

namespace DocumentPipelineHost.Endpoints;

/// <summary>A document's deep analysis.</summary>
public sealed record AnalysisAnswer(string DocumentId, AnalysisResult Analysis);
