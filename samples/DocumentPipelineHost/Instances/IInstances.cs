namespace DocumentPipelineHost.Instances;

/// <summary>The instances that share the rows.</summary>
public interface IInstances
{
    /// <summary>Says that this instance lives; before it touches a row.</summary>
    /// <exception cref="Configuration.StartException">Another one lives, and the two would not see each other's
    /// progress.</exception>
    Task JoinAsync(CancellationToken ct);

    /// <summary>Says it again, where the connection that said it was lost.</summary>
    Task StayAsync(CancellationToken ct);

    /// <summary>
    /// Takes what dead instances had in hand: what can wait in the queue is freed, what owes its watchers a word is
    /// this instance's now. Of several callers one gets it.
    /// </summary>
    Task<Inheritance> BuryAsync(CancellationToken ct);
}
