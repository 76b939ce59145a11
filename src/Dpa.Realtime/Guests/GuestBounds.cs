namespace Dpa.Realtime.Guests;

/// <summary>What one kind of guest may take.</summary>
/// <param name="Limit">How long a call may take, and how long one waits for its place.</param>
/// <param name="Places">How many calls are under way at the same time.</param>
/// <param name="PlacesPerKey">How many calls for one user go on, those that are over their time among them.</param>
/// <param name="StuckPerPipeline">How many of them for one pipeline may go on though they were cancelled.</param>
/// <param name="Setting">The option that sets the limit, for the log.</param>
internal readonly record struct GuestBounds(TimeSpan Limit, int Places, int PlacesPerKey, int StuckPerPipeline, string Setting)
{
    /// <summary>How many handlers that do not answer are set aside while others go on.</summary>
    public const int HandlersAtOnce = 256;

    // One pipeline for which a guest hangs is not to take its user's whole share; a second try is given to it.
    private const int TriesPerPipeline = 2;

    public static GuestBounds Of(Guest guest, DpaRealtimeOptions options)
    {
        if (guest == Guest.TransitionHandler) return new(options.TransitionHandlerTimeout, HandlersAtOnce, HandlersAtOnce, HandlersAtOnce, nameof(options.TransitionHandlerTimeout));
        var perKey = Math.Max(1, options.MaxConcurrentCallbacks / 4);
        var isOfUser = guest is Guest.Authorizer or Guest.Archive or Guest.ControlHandler;
        return new(options.CallbackTimeout, options.MaxConcurrentCallbacks, perKey, isOfUser ? Math.Min(TriesPerPipeline, perKey) : perKey, nameof(options.CallbackTimeout));
    }
}
