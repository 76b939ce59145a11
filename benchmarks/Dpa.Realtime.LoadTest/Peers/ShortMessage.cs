using System.Text.Json.Serialization;

namespace Dpa.Realtime.LoadTest.Peers;

/// <summary>A report of progress as one would send it by hand: the fields of our <c>progress</c>.</summary>
/// <remarks>Public because the serializer of MessagePack sees no other types.</remarks>
public sealed record ShortMessage(
    [property: JsonPropertyName("pipeline_id")] string PipelineId,
    [property: JsonPropertyName("epoch")] string Epoch,
    [property: JsonPropertyName("version")] long Version,
    [property: JsonPropertyName("transition")] long Transition,
    [property: JsonPropertyName("stage")] int Stage,
    [property: JsonPropertyName("progress")] double Progress,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("overall")] double Overall,
    [property: JsonPropertyName("at")] long At);
