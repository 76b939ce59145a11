using DocumentPipelineHost.Pipelines;

namespace DocumentPipelineHost.Batches;

/// <summary>What an interrupt or a cancel of a batch did to its files.</summary>
/// <param name="Changed">Those whose rows were changed.</param>
/// <param name="Busy">
/// Those whose rows a worker keeps: it is noted for them (<see cref="LateDecisionRows"/>), and carried out when the row
/// is free.
/// </param>
internal sealed record BatchDecision(IReadOnlyList<PipelineRecord> Changed, IReadOnlyList<PipelineRecord> Busy);
