namespace Dpa.Realtime;

/// <summary>
/// The status of a pipeline or of one of its stages (docs/protocol.md#status). On the wire: the lower-case name.
/// </summary>
public enum PipelineStatus
{
    /// <summary>Accepted, not begun.</summary>
    Pending,

    /// <summary>Work is under way.</summary>
    Processing,

    /// <summary>Stopped at a checkpoint; can be resumed where it stopped.</summary>
    Interrupted,

    /// <summary>Cancellation was requested and the producer is stopping.</summary>
    Cancelling,

    /// <summary>Ended successfully. Ends the attempt.</summary>
    Completed,

    /// <summary>Ended with an error. Ends the attempt.</summary>
    Failed,

    /// <summary>Ended because somebody requested it. Ends the attempt.</summary>
    Cancelled,

    /// <summary>Not needed; stages only. Ends the attempt and does not count in the overall progress.</summary>
    Skipped,

    /// <summary>A question is asked, and a person's answer waited for. Not at its end.</summary>
    Waiting,
}
