using DocumentEngine.Text;

namespace DocumentPipelineHost.Stages;

/// <summary>What is known about a stage type before it runs.</summary>
/// <param name="Type">Its name on the wire.</param>
/// <param name="Name">Its human-readable name.</param>
/// <param name="Weight">Its share of the overall progress.</param>
/// <param name="EstimateSeconds">How long a document of about 50 pages takes, measured on two cores.</param>
public sealed record StageInfo(string Type, LocalizedText Name, double Weight, double EstimateSeconds);
