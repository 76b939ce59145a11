namespace DocumentPipelineHost.Instances;

/// <summary>The instances that share the rows.</summary>
public interface IInstances
{
    /// <summary>Registers this instance as alive, before it touches a row.</summary>
    /// <exception cref="Configuration.StartException">Another one lives, and the two would not see each other's
    /// progress.</exception>
    Task JoinAsync(CancellationToken ct);

    /// <summary>Registers it again where the connection of the registration was lost.</summary>
    Task StayAsync(CancellationToken ct);

    /// <summary>
    /// Takes over what dead instances owned. What can wait in the queue is freed; this instance becomes the owner of
    /// what still has a pending change for its subscribers. Of several callers, one succeeds.
    /// </summary>
    Task<Inheritance> InheritAsync(CancellationToken ct);
}
