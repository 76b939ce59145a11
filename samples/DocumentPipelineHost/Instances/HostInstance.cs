namespace DocumentPipelineHost.Instances;

/// <summary>
/// This running host among those that may share its rows. What it owns carries its id, so that no other instance
/// touches it while this one lives.
/// </summary>
public sealed class HostInstance(bool isShared)
{
    /// <summary>New at each start.</summary>
    public string Id { get; } = $"{Environment.MachineName}-{Guid.CreateVersion7():N}";

    /// <summary>
    /// Whether there may be others: then the rows are taken over one by one from those that died, and not all at the
    /// start.
    /// </summary>
    public bool IsShared => isShared;
}
