namespace Dpa.Realtime.Guests;

/// <summary>What one kind of guest may take.</summary>
/// <param name="Limit">How long a call may take, and how long one waits for its place.</param>
/// <param name="Places">How many calls are under way at the same time.</param>
/// <param name="PlacesPerKey">How many of them for one user.</param>
/// <param name="Setting">The option that sets the limit, for the log.</param>
internal readonly record struct GuestBounds(TimeSpan Limit, int Places, int PlacesPerKey, string Setting)
{
    /// <summary>How many handlers that do not answer are set aside while others go on.</summary>
    public const int HandlersAtOnce = 256;

    public static GuestBounds Of(Guest guest, DpaRealtimeOptions options) => guest == Guest.TransitionHandler
        ? new(options.TransitionHandlerTimeout, HandlersAtOnce, HandlersAtOnce, nameof(options.TransitionHandlerTimeout))
        : new(options.CallbackTimeout, options.MaxConcurrentCallbacks, Math.Max(1, options.MaxConcurrentCallbacks / 4), nameof(options.CallbackTimeout));
}
