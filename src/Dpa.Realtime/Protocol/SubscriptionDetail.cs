namespace Dpa.Realtime.Protocol;

/// <summary>How much of a pipeline a subscription gets.</summary>
internal enum SubscriptionDetail
{
    /// <summary>Every stage.</summary>
    Stages,

    /// <summary>The pipeline's own fields alone, and all transitions.</summary>
    Pipeline,

    /// <summary>The pipeline's own fields alone.</summary>
    Summary,
}
