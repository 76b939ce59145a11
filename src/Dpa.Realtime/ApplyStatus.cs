namespace Dpa.Realtime;

/// <summary>What the backplane did with a change.</summary>
public enum ApplyStatus
{
    /// <summary>Accepted: the version was raised by one.</summary>
    Applied,

    /// <summary>Accepted before under the same token and sequence, or it would change nothing.</summary>
    Unchanged,

    /// <summary>No pipeline of that id.</summary>
    NotFound,

    /// <summary>A pipeline of that id is not at its end.</summary>
    AlreadyLive,

    /// <summary>The token was fenced off by a newer producer.</summary>
    ProducerReplaced,

    /// <summary>The move is not allowed from the present status.</summary>
    IllegalTransition,

    /// <summary>Another producer changed the stage since the expected version.</summary>
    Conflict,

    /// <summary>The state would break a bound of docs/protocol.md#bounds.</summary>
    TooLarge,
}
