using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.FanOut;

/// <summary>How far one subscription's delivery has come. Touched by its connection's drain alone.</summary>
internal sealed class DeliveryState
{
    public Cursor Cursor;

    /// <summary>The number of the last provisional frame handed over.</summary>
    public long Provisional;

    public SubscriptionDetail Detail { get; set; }

    /// <summary>The least time between two deliveries of progress; zero for none.</summary>
    public TimeSpan MinInterval { get; set; }

    /// <summary>The earliest timestamp at which progress may be sent again.</summary>
    public long NextProgress { get; set; }

    /// <summary>From when on the state that the client asked for may be sent; null where none waits.</summary>
    public long? AnswerDue { get; set; }

    /// <summary>Whether something was sent since the last heartbeat mark.</summary>
    public bool IsUnmarked { get; set; }

    /// <summary>
    /// For clients of the DPA V2 wire: whether a full state is still pending after a stage's frame, and the earliest
    /// time at which it may be sent.
    /// </summary>
    public bool IsWholePending { get; set; }

    public long NextWhole { get; set; }
}
