using Dpa.Realtime;

namespace DocumentPipelineHost.Uploads;

/// <summary>One stage of a <see cref="ProcessingPipeline"/>; the estimated time is in seconds.</summary>
public sealed record ProcessingStage(
    string Id, string Name, PipelineStatus Status, double Progress, double EstimatedTime);
