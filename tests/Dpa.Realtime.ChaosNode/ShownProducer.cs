namespace Dpa.Realtime.ChaosNode;

/// <summary>What a producer has said so far, for the comparison with what the server holds.</summary>
/// <param name="PipelineId">The pipeline.</param>
/// <param name="Mode">As ordered.</param>
/// <param name="IsDone">Whether it has left.</param>
/// <param name="Ended">The status that it ended the pipeline with; null where it did not.</param>
/// <param name="Problem">Why it stopped early; null where it did not.</param>
/// <param name="Stages">By stage: <c>completed</c>, or the percentage last reported.</param>
public sealed record ShownProducer(
    string PipelineId, string Mode, bool IsDone, string? Ended, string? Problem,
    IReadOnlyDictionary<string, string> Stages);
