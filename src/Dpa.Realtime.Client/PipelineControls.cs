namespace Dpa.Realtime.Client;

/// <summary>
/// The actions that a producer can offer (docs/protocol.md#control): a set for what it offers, one value for a request.
/// </summary>
[Flags]
public enum PipelineControls
{
    /// <summary>No action.</summary>
    None = 0,

    /// <summary>Stop for good.</summary>
    Cancel = 1,

    /// <summary>Stop at the next checkpoint, so that the work can continue later.</summary>
    Interrupt = 2,

    /// <summary>Continue after an interrupt.</summary>
    Resume = 4,

    /// <summary>Start a new attempt after a failure or a cancellation.</summary>
    Retry = 8,
}
