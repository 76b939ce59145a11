namespace Dpa.Realtime.Client.Tests.FaultWalk;

/// <summary>Something that happens to the clients of a walk, and its end, in the middle of work.</summary>
/// <param name="Name">What happens.</param>
/// <param name="Begin">Makes it happen.</param>
/// <param name="End">Lifts it.</param>
internal sealed record WalkFault(string Name, Func<Walk, Task> Begin, Func<Walk, Task> End)
{
    /// <summary>Whether nobody can produce meanwhile.</summary>
    public bool IsWithoutServer { get; init; }

    public override string ToString() => Name;
}
