using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dpa.Realtime.Endpoints;

/// <summary>The body of a 202: <c>pipeline_id</c>, <c>status</c>, <c>overall_progress</c>, <c>progress</c>.</summary>
/// <param name="PipelineId">The pipeline that was started.</param>
/// <param name="Status">Its status word.</param>
/// <param name="OverallProgress">From 0 to 100.</param>
/// <param name="Progress">The address of its progress.</param>
internal sealed record AcceptedBody(
    [property: JsonPropertyName("pipeline_id")] string PipelineId,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("overall_progress")] double OverallProgress,
    [property: JsonPropertyName("progress")] string Progress);

/// <summary>Written, and described to OpenAPI, without reflection.</summary>
[JsonSerializable(typeof(AcceptedBody))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class AcceptedJson : JsonSerializerContext;
