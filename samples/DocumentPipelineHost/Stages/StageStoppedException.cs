namespace DocumentPipelineHost.Stages;

/// <summary>
/// The pipeline was ended or deleted by somebody else: the stage's late result was not written, and it stops.
/// </summary>
public sealed class StageStoppedException() : OperationCanceledException("The pipeline is no longer being processed.");
