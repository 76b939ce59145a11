using System.Collections.Immutable;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.FanOut;

/// <summary>One connection's interest in one pipeline: little more than a cursor.</summary>
internal sealed class Subscription(string pipelineId, ConnectionOutbox outbox) : ILogReader, IDelayed
{
    // a client that asks again before it was answered, again and again, is answered the newest of them
    private const int MaxAnswers = 8;
    private const long Never = long.MinValue;

    private ImmutableQueue<SubscribeAnswer> _answers = []; // holds no memory while nobody waits, which is nearly always
    // There is one of these for each subscription of a node: small fields.
    private long _wakesAt = Never;
    private ushort _queries;
    private byte _isDirty;
    private volatile bool _isEnded;

    public string PipelineId { get; } = pipelineId;

    /// <summary>Set when attached.</summary>
    public PipelineLog? Log { get; set; }

    /// <summary>
    /// Whether it was added by the owner's topic; such a subscription can be removed for others once its pipeline has
    /// ended. Guarded by the lock of its set.
    /// </summary>
    public bool IsOfOwner { get; set; }

    /// <summary>How many of the connection's queries list it. Guarded by the lock of its set.</summary>
    public int Queries { get => _queries; set => _queries = checked((ushort)value); }

    /// <summary>
    /// Whether it stays when no query lists it any more: it was named, or is of the owner. Guarded by the lock of its
    /// set.
    /// </summary>
    public bool IsNamed { get; set; }

    /// <summary>Whether it waits for a pipeline that is not there, or that the caller may not see.</summary>
    public bool Waits { get; set; }

    /// <summary>When a waiting subscription ends (monotonic time).</summary>
    public TimeSpan WaitEnds { get; set; }

    /// <summary>Whether the caller may see it.</summary>
    public SubscriptionAccess Access { get; } = new();

    /// <summary>Why it was refused; null where it was not. Guarded by the lock of its set.</summary>
    public ErrorCode? Refusal { get; set; }

    /// <summary>Whether the client asked for something and still waits for it.</summary>
    public bool HasAnswers => !Volatile.Read(ref _answers).IsEmpty;

    public bool IsEnded { get => _isEnded; set => _isEnded = value; }

    /// <summary>The timestamp at which the delay wheel wakes it, or null; guarded by the wheel's lock.</summary>
    public long? WakesAt { get => _wakesAt == Never ? null : _wakesAt; set => _wakesAt = value ?? Never; }

    /// <summary>What belongs to the drain alone, which is one at a time.</summary>
    public DeliveryState Delivery { get; } = new();

    public bool IsDirty => Volatile.Read(ref _isDirty) == 1;

    public void Ask(SubscribeAnswer answer) =>
        ImmutableInterlocked.Update(
            ref _answers,
            static (all, one) => (all.Count() < MaxAnswers ? all : all.Dequeue()).Enqueue(one),
            answer);

    /// <summary>Whether the client asked from another position than this one.</summary>
    public bool AsksForState(PipelinePosition head) => Volatile.Read(ref _answers).Any(a => a.Since != head);

    /// <summary>Taken by the drain.</summary>
    public bool TryTakeAnswer(out SubscribeAnswer answer) => ImmutableInterlocked.TryDequeue(ref _answers, out answer);

    /// <summary>What waits is confirmed now. Called under the lock of its set.</summary>
    /// <returns>What was not confirmed yet.</returns>
    public SubscribeAnswer[] ConfirmAnswers()
    {
        SubscribeAnswer[] open = [.. Volatile.Read(ref _answers).Where(a => !a.IsConfirmed)];
        ImmutableInterlocked.Update(ref _answers, static q => [.. q.Select(a => a with { IsConfirmed = true })]);
        return open;
    }

    /// <summary>Takes everything that waits.</summary>
    public SubscribeAnswer[] TakeAnswers() => [.. Interlocked.Exchange(ref _answers, [])];

    /// <summary>
    /// One that is marked is left alone after a look: under load most are. The look may not come before the log's
    /// change is seen, and does not: the log's lock lies between, and whoever unmarks it takes that lock afterwards.
    /// </summary>
    public void OnAppended()
    {
        if (!IsDirty) outbox.MarkDirty(this);
    }

    void IDelayed.Wake() => OnAppended();

    /// <returns>Whether it was clean: the caller puts it into the channel.</returns>
    public bool TryMarkDirty() => Interlocked.Exchange(ref _isDirty, (byte)1) == 0;

    /// <summary>Before the log is read, so that a change after the read marks it again.</summary>
    public void MarkClean() => Interlocked.Exchange(ref _isDirty, (byte)0);
}
