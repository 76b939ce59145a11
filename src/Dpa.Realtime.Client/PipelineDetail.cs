namespace Dpa.Realtime.Client;

/// <summary>How much of a pipeline is watched.</summary>
public enum PipelineDetail
{
    /// <summary>Every stage.</summary>
    Stages,

    /// <summary>The pipeline's own fields alone, and every transition.</summary>
    Pipeline,

    /// <summary>The pipeline's own fields alone, without transitions: for lists of many.</summary>
    Summary,
}
