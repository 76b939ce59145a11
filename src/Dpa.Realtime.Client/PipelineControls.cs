namespace Dpa.Realtime.Client;

/// <summary>
/// What can be asked of a producer (docs/protocol.md#control): a set where a producer offers them, one
/// value where one is asked for.
/// </summary>
[Flags]
public enum PipelineControls
{
    /// <summary>Nothing can be asked.</summary>
    None = 0,

    /// <summary>Stop for good.</summary>
    Cancel = 1,

    /// <summary>Stop at the next checkpoint, so that it can go on later.</summary>
    Interrupt = 2,

    /// <summary>Go on after an interrupt.</summary>
    Resume = 4,

    /// <summary>Begin a new attempt after a failure or a cancellation.</summary>
    Retry = 8,
}
