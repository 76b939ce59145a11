using System.Text.Json.Serialization;
using DocumentEngine.Analyzing;
using DocumentEngine.Documents;
using DocumentEngine.Summarizing;

namespace DocumentEngine.Isolation;

/// <summary>The shapes of the bodies, generated: a starting process need not find them out.</summary>
[JsonSerializable(typeof(ParseRequest))]
[JsonSerializable(typeof(SummarizeRequest))]
[JsonSerializable(typeof(AnalyzeRequest))]
[JsonSerializable(typeof(ParsedPage))]
[JsonSerializable(typeof(DocumentInfo))]
[JsonSerializable(typeof(StepProgress))]
[JsonSerializable(typeof(FailureReport))]
[JsonSerializable(typeof(SummaryResult))]
[JsonSerializable(typeof(AnalysisResult))]
public sealed partial class IsolationJson : JsonSerializerContext;
