namespace Dpa.Realtime.ChaosNode;

/// <summary>What one producer is to do.</summary>
/// <param name="PipelineId">The pipeline.</param>
/// <param name="Owner">Its owner.</param>
/// <param name="Mode"><c>start</c>, <c>join</c> (beside another producer) or <c>resume</c> (after one that was
/// killed).</param>
/// <param name="AllStages">All of the pipeline's stages.</param>
/// <param name="OwnStages">Those that this producer works on, one after the other.</param>
/// <param name="Steps">Reports of each stage.</param>
/// <param name="PauseMs">At most so many milliseconds between two reports.</param>
/// <param name="Seed">Decides everything else.</param>
public sealed record ProducerOrder(
    string PipelineId, string Owner, string Mode, IReadOnlyList<string> AllStages, IReadOnlyList<string> OwnStages,
    int Steps, int PauseMs, int Seed);
