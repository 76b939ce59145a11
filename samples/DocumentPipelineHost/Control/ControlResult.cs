using Dpa.Realtime;

namespace DocumentPipelineHost.Control;

/// <summary>What became of a control request.</summary>
/// <param name="PipelineId">The pipeline.</param>
/// <param name="State">Its present state; null where nobody was shown it yet.</param>
/// <param name="IsDone">
/// Whether it has come to that already; otherwise it will, without being asked again. One that met a row which its
/// worker keeps is in the memory of this instance and of the worker until the row says so: where both die before that,
/// it is lost.
/// </param>
public sealed record ControlResult(string PipelineId, PipelineState? State, bool IsDone);
