using System.Text.Json;

namespace DocumentPipelineHost.Control;

/// <summary>The answer to a control request.</summary>
/// <param name="Message">Human-readable.</param>
/// <param name="PipelineId">The pipeline.</param>
/// <param name="State">Its full state, as the socket sends it.</param>
public sealed record ControlAnswer(string Message, string PipelineId, JsonElement? State);
