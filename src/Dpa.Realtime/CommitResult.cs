namespace Dpa.Realtime;

/// <summary>What a store did with a commit.</summary>
public enum CommitResult
{
    /// <summary>All of it is written.</summary>
    Written,

    /// <summary>Nothing is written: another commit came first, or the pipeline is gone. It is decided again.</summary>
    Conflict,

    /// <summary>
    /// Nothing is written: since this pipeline's last commit the store may have lost data or gone back to an older
    /// copy. The library first commits the pipeline in a new epoch (<see cref="PipelineCommit.IsNewEpoch"/>), which is
    /// written.
    /// </summary>
    Stale,
}
