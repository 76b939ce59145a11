namespace Dpa.Realtime.Guests;

/// <summary>A call at the gate, from its arrival until it has left. Guarded by the gate's lock.</summary>
/// <param name="call">The call.</param>
/// <param name="key">Its key's share.</param>
internal sealed class GuestPass(GuestCall call, GuestShare key)
{
    public GuestCall Call { get; } = call;

    public GuestShare Key { get; } = key;

    /// <summary>Its pipeline's share, once it stands in line there.</summary>
    public GuestShare? Pipeline { get; set; }

    public GuestStage Stage { get; set; }

    /// <summary>Whether its place is one of those that are kept for the well.</summary>
    public bool IsInReserve { get; set; }

    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
