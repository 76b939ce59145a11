namespace Dpa.Realtime.FanOut;

/// <summary>
/// How many bytes of full states one connection is sent in answer to its subscriptions: a client that asks for the same states again and again costs the node no more than one
/// that loads a large page. Each answer reserves its place, so that none is delayed twice (a generic cell rate algorithm). Belongs to the drain alone.
/// </summary>
internal sealed class AnswerPace(TimeProvider time)
{
    public const int BytesPerSecond = 8 * 1024 * 1024;
    public const int BytesAtOnce = 64 * 1024 * 1024;

    private long _paidUntil;

    /// <returns>The timestamp from which an answer of so many bytes may be sent.</returns>
    public long Reserve(int bytes)
    {
        var now = time.GetTimestamp();
        _paidUntil = Math.Max(_paidUntil, now) + Ticks(bytes);
        return Math.Max(now, _paidUntil - Ticks(BytesAtOnce));
    }

    private long Ticks(long bytes) => bytes * time.TimestampFrequency / BytesPerSecond;
}
