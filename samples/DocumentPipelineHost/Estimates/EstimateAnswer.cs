namespace DocumentPipelineHost.Estimates;

/// <summary>
/// How long a pipeline's work takes from now on, by what the same stages took before; waiting is not part of it.
/// </summary>
/// <param name="PipelineId">The pipeline.</param>
/// <param name="FromMs"> What half of the earlier documents took at most; null where one of the stages has too little
/// history, or nothing is left.
/// </param>
/// <param name="ToMs">What nine of ten took at most; null likewise.</param>
/// <param name="Stages">The stages that are left.</param>
public sealed record EstimateAnswer(string PipelineId, long? FromMs, long? ToMs, IReadOnlyList<StageEstimate> Stages);

/// <summary>One stage's part of it.</summary>
/// <param name="Stage">Its type.</param>
/// <param name="Samples">Of how many earlier ones it is, at most 50.</param>
/// <param name="FromMs">As of the whole; null with fewer than three samples.</param>
/// <param name="ToMs">Likewise.</param>
public sealed record StageEstimate(string Stage, int Samples, long? FromMs, long? ToMs);
