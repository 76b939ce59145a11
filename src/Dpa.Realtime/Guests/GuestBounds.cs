namespace Dpa.Realtime.Guests;

/// <summary>What one kind of guest may take.</summary>
/// <param name="Limit">How long a call may take, and how long one waits for its place.</param>
/// <param name="Places">How many calls are under way at the same time.</param>
/// <param name="PlacesPerKey">How many calls for one user go on, those that are over their time among them.</param>
/// <param name="StuckPerKeyAndPipeline">How many of them for one pipeline may go on though they were cancelled.</param>
/// <param name="PlacesPerPipeline">How many calls for one pipeline go on, whoever asks, those that are over their time among them.</param>
/// <param name="StuckPerPipeline">How many calls for one pipeline, whoever asks, may go on though they were cancelled.</param>
/// <param name="Setting">The option that sets the limit, for the log.</param>
internal readonly record struct GuestBounds(
    TimeSpan Limit, int Places, int PlacesPerKey, int StuckPerKeyAndPipeline, int PlacesPerPipeline, int StuckPerPipeline, string Setting)
{
    /// <summary>How many handlers that do not answer are set aside while others go on.</summary>
    public const int HandlersAtOnce = 256;

    // One pipeline for which a guest hangs is not to take its user's whole share; a second try is given to it.
    private const int TriesPerPipeline = 2;

    // Nor, by many users who watch it, everybody's places: to them all a few tries are given.
    private const int TriesOfAllPerPipeline = 4;

    public static GuestBounds Of(Guest guest, DpaRealtimeOptions options)
    {
        const int all = HandlersAtOnce;
        if (guest == Guest.TransitionHandler) return new(options.TransitionHandlerTimeout, all, all, all, all, all, nameof(options.TransitionHandlerTimeout));
        var places = options.MaxConcurrentCallbacks;
        var part = Math.Max(1, places / 4);
        var isOfUser = guest is Guest.Authorizer or Guest.Archive or Guest.ControlHandler;
        var (tries, triesOfAll) = isOfUser ? (Math.Min(TriesPerPipeline, part), Math.Min(TriesOfAllPerPipeline, part)) : (part, part);
        return new(options.CallbackTimeout, places, part, tries, part, triesOfAll, nameof(options.CallbackTimeout));
    }
}
