using System.Text.Json.Serialization;

namespace Dpa.Realtime.LoadTest.Peers;

/// <summary>
/// A transition as one would send it by hand: the fields of our <c>stage_update</c>.
/// </summary>
/// <remarks>Public because the serializer of MessagePack sees no other types.</remarks>
public sealed record PlainMessage(
    [property: JsonPropertyName("pipeline_id")] string PipelineId,
    [property: JsonPropertyName("epoch")] string Epoch,
    [property: JsonPropertyName("version")] long Version,
    [property: JsonPropertyName("transition")] long Transition,
    [property: JsonPropertyName("stage_type")] string StageType,
    [property: JsonPropertyName("stage_id")] string StageId,
    [property: JsonPropertyName("stage_name")] string StageName,
    [property: JsonPropertyName("attempt")] int Attempt,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("progress")] double Progress,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("change")] string Change,
    [property: JsonPropertyName("overall_progress")] double OverallProgress,
    [property: JsonPropertyName("current_stage")] string CurrentStage,
    [property: JsonPropertyName("timestamp")] DateTimeOffset Timestamp);
