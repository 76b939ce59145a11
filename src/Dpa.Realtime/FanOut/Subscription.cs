using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.FanOut;

/// <summary>One connection's interest in one pipeline: a cursor, and what the client asked for. Fields below the line are guarded by the outbox's drain, which is one at a time.</summary>
internal sealed class Subscription(string pipelineId, ConnectionOutbox outbox) : ILogReader
{
    private int _isDirty;

    public string PipelineId { get; } = pipelineId;

    /// <summary>Set when attached.</summary>
    public PipelineLog? Log { get; set; }

    public SubscriptionDetail Detail { get; set; }

    /// <summary>The least time between two deliveries of progress; zero for none.</summary>
    public TimeSpan MinInterval { get; set; }

    /// <summary>Whether it waits for a pipeline that is not there, or that the caller may not see.</summary>
    public bool Waits { get; set; }

    /// <summary>When a waiting subscription ends.</summary>
    public DateTimeOffset WaitEnds { get; set; }

    /// <summary>The epoch for which the caller may see the pipeline; null before that was asked.</summary>
    public string? AuthorizedEpoch { get; set; }

    /// <summary>Set while an answer about the present epoch is being waited for.</summary>
    public string? AuthorizingEpoch { get; set; }

    /// <summary>Answers that the client still waits for; taken at the next drain.</summary>
    public Queue<SubscribeAnswer> Answers { get; } = new();

    public Cursor Cursor;

    /// <summary>The earliest timestamp at which progress may be sent again.</summary>
    public long NextProgress { get; set; }

    /// <summary>Whether something was sent since the last heartbeat mark.</summary>
    public bool IsUnmarked { get; set; }

    /// <summary>For clients of the DPA V2 wire: whether a full state is still owed after a stage's frame, and when.</summary>
    public bool OwesWhole { get; set; }

    public long NextWhole { get; set; }

    /// <summary>Whether it stands in the delay wheel; guarded by the wheel's lock.</summary>
    public bool IsScheduled { get; set; }

    public bool IsEnded { get; set; }

    public void OnAppended() => outbox.MarkDirty(this);

    /// <returns>Whether it was clean: the caller puts it into the channel.</returns>
    public bool TryMarkDirty() => Interlocked.Exchange(ref _isDirty, 1) == 0;

    public bool IsDirty => Volatile.Read(ref _isDirty) == 1;

    /// <summary>Before the log is read, so that a change after the read marks it again.</summary>
    public void MarkClean() => Interlocked.Exchange(ref _isDirty, 0);
}
