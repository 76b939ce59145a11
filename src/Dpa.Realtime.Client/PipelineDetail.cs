namespace Dpa.Realtime.Client;

/// <summary>How much of a pipeline is watched.</summary>
public enum PipelineDetail
{
    /// <summary>Every stage.</summary>
    Stages,

    /// <summary>The pipeline's own fields alone: for lists of many.</summary>
    Pipeline,
}
