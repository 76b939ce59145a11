namespace DocumentPipelineHost.Endpoints;

/// <summary>Where the caller's waiting pipelines stand in the queue of all users.</summary>
/// <param name="Waiting">How many pipelines wait, everybody's.</param>
/// <param name="Places">The caller's, first come first.</param>
public sealed record QueueAnswer(int Waiting, IReadOnlyList<QueuePlace> Places);

/// <summary>One waiting pipeline.</summary>
/// <param name="PipelineId">The pipeline.</param>
/// <param name="Place">Its place, from 1.</param>
public sealed record QueuePlace(string PipelineId, int Place);
