namespace Dpa.Realtime.Client.Subscriptions;

/// <summary>A pipeline with readers, and its held state.</summary>
internal sealed class Subscription(string id)
{
    private volatile Held? _held;

    public string Id { get; } = id;

    public List<StateWatcher> Watchers { get; } = [];

    /// <summary>Watched because it is one of the user's own.</summary>
    public bool IsMine { get; set; }

    /// <summary>How many live lists have it.</summary>
    public int Lists { get; set; }

    /// <summary>The server confirmed that there is none, and waits for it.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>A position known to exist that is not held yet.</summary>
    public PipelinePosition? Goal { get; set; }

    /// <summary>Something is missing and has not arrived since.</summary>
    public bool NeedsHeal { get; set; }

    /// <summary>Heals in a row.</summary>
    public int Heals { get; set; }

    public TimeSpan HealedAt { get; set; } = TimeSpan.MinValue;

    public IDisposable? HealTimer { get; set; }

    /// <summary>Requested at the next flush although its kind has not changed.</summary>
    public bool IsDue { get; set; }

    /// <summary>The next request names no position.</summary>
    public bool AsksWhole { get; set; }

    /// <summary>The newest request, not yet confirmed, named no position.</summary>
    public bool AwaitsWhole { get; set; }

    public Held? Held
    {
        get => _held;
        set => _held = value;
    }

    public bool IsNeeded => IsMine || Lists > 0 || Watchers.Count > 0;

    /// <summary>The richest that any reader wants.</summary>
    public Wanted Wanted =>
        new(
            IsMine ? PipelineDetail.Stages : WatchedDetail,
            IsMine || Lists > 0 || Watchers.Exists(w => w.Options.MaxHz is null)
                ? null
                : Watchers.Max(w => w.Options.MaxHz),
            Watchers.Exists(w => w.Options.Wait));

    /// <summary>For a list a summary is enough.</summary>
    private PipelineDetail WatchedDetail =>
        Watchers.Select(w => w.Options.Detail)
            .DefaultIfEmpty(Lists > 0 ? PipelineDetail.Summary : PipelineDetail.Stages)
            .Min();

    public bool WantsStages => IsMine || Watchers.Exists(w => w.Options.Detail == PipelineDetail.Stages);

    /// <summary>
    /// What may be named as <c>since</c>: nothing where stages are wanted and those held are older than the position.
    /// </summary>
    public PipelinePosition? Since =>
        Held is not { } held || (WantsStages && !held.IsComplete) ? null : held.State.Position;

    /// <summary>Whether all that is known to exist is held.</summary>
    public bool IsWhole =>
        Held is { } held && (Goal is not { } goal || held.State.Position >= goal) && (held.IsComplete || !WantsStages);
}
