namespace Dpa.Realtime.Guests;

/// <summary>What one kind of guest may take.</summary>
/// <param name="Limit">How long a call may take, and how long one waits for its place.</param>
/// <param name="Places">How many calls are under way at the same time.</param>
/// <param name="PlacesPerKey">How many calls for one user go on, those that are over their time among them.</param>
/// <param name="StuckPerKeyAndPipeline">How many of them for one pipeline may go on though they were cancelled.</param>
/// <param name="PlacesPerPipeline">
/// How many calls for one pipeline may run, for all callers, those that exceeded their time included.
/// </param>
/// <param name="TriesPerPipeline">
/// How many of those until one was answered, and how many may go on though they were cancelled.
/// </param>
/// <param name="Setting">The option that sets the limit, for the log.</param>
internal readonly record struct GuestBounds(
    TimeSpan Limit,
    int Places,
    int PlacesPerKey,
    int StuckPerKeyAndPipeline,
    int PlacesPerPipeline,
    int TriesPerPipeline,
    string Setting)
{
    /// <summary>How many transition handlers are called at the same time.</summary>
    public const int HandlersAtOnce = 256;

    /// <summary>How many calls of one of them for pipelines of one owner.</summary>
    public const int HandlersPerOwner = HandlersAtOnce / 4;

    // One pipeline for which a guest hangs must not take its user's whole share; it gets a second try.
    private const int TriesPerUser = 2;

    // Nor may it take all places through many users who subscribe to it: together they get a few tries.
    private const int TriesOfAll = 4;

    /// <summary>How many calls about many pipelines may run: the other places stay free for single calls.</summary>
    public int PlacesOfMany => Math.Max(1, Places / 2);

    /// <summary>How many places are kept for calls whose user or pipeline was answered lately. A part of all.</summary>
    public int Reserved => Places / 8;

    public static GuestBounds Of(Guest guest, DpaRealtimeOptions options)
    {
        if (guest == Guest.TransitionHandler)
        {
            const int owner = HandlersPerOwner;
            return new(
                options.TransitionHandlerTimeout, HandlersAtOnce, owner, owner, owner, owner,
                nameof(options.TransitionHandlerTimeout));
        }

        var places = options.MaxConcurrentCallbacks;
        var part = Math.Max(1, places / 4);
        var isOfUser = guest is Guest.Authorizer or Guest.Archive or Guest.ControlHandler;
        var (tries, triesOfAll) = isOfUser ? (Math.Min(TriesPerUser, part), Math.Min(TriesOfAll, part)) : (part, part);
        return new(options.CallbackTimeout, places, part, tries, part, triesOfAll, nameof(options.CallbackTimeout));
    }
}
