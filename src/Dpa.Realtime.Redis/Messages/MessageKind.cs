namespace Dpa.Realtime.Redis.Messages;

/// <summary>What a message on a channel is about.</summary>
internal enum MessageKind : byte
{
    /// <summary>A pipeline changed.</summary>
    Change = 1,

    /// <summary>A top-level pipeline of an owner started.</summary>
    Started = 2,

    /// <summary>A control request waits for this node.</summary>
    Control = 3,

    /// <summary>The answer to a control request.</summary>
    ControlAnswer = 4,

    /// <summary>A user's access to a pipeline must be re-authorized.</summary>
    Revoked = 5,

    /// <summary>Redis has lost its data: every node must compare at once.</summary>
    Lost = 6,

    /// <summary>A user's connections must be closed.</summary>
    UserClosed = 7,

    /// <summary>The status of an owner's top-level pipeline changed.</summary>
    StatusChanged = 8,
}
