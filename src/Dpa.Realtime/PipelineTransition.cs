namespace Dpa.Realtime;

/// <summary>
/// One status change, new attempt or warning of a pipeline or stage. Transitions are numbered and never lost silently
/// (docs/protocol.md#transition).
/// </summary>
public sealed record PipelineTransition
{
    // 64 of these are kept for each pipeline, nearly always without such a word: one field for both
    private readonly LaterWordPair? _words;

    /// <summary>Its number in the pipeline, counted from 1.</summary>
    public long Number { get; init; }

    /// <summary>The pipeline's version at which it happened.</summary>
    public long Version { get; init; }

    /// <summary>The stage's type, or null for the pipeline itself.</summary>
    public string? Stage { get; init; }

    /// <summary>The status before.</summary>
    public PipelineStatus From { get; init; }

    /// <summary>The status after; the same as before for a warning.</summary>
    public PipelineStatus To { get; init; }

    /// <summary>The word before that this version does not know; see <see cref="PipelineState.StatusWord"/>.</summary>
    public string? FromWord
    {
        get => _words?.From;
        init => _words = LaterWordPair.Of(value, _words?.To);
    }

    /// <summary>The word after that this version does not know; see <see cref="PipelineState.StatusWord"/>.</summary>
    public string? ToWord
    {
        get => _words?.To;
        init => _words = LaterWordPair.Of(_words?.From, value);
    }

    /// <summary>The attempt after it.</summary>
    public int Attempt { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Whether it began a new attempt.</summary>
    public bool IsNewAttempt { get; init; }

    /// <summary>The message that came with it.</summary>
    public string? Message { get; init; }

    private sealed record LaterWordPair(string? From, string? To)
    {
        public static LaterWordPair? Of(string? from, string? to) => from is null && to is null ? null : new(from, to);
    }
}
