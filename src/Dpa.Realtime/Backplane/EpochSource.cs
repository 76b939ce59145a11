namespace Dpa.Realtime.Backplane;

/// <summary>
/// Makes epochs: UUIDv7 texts that are ordinally greater than any that the writer knows for the id
/// (docs/protocol.md#position), even when the clock went back. Where it knows none, it is not earlier than the last
/// that it made for any id, so that an id whose state was swept away goes on growing too.
/// </summary>
internal sealed class EpochSource(TimeProvider time)
{
    private long _last;

    public string After(string? known)
    {
        var milliseconds = NotBefore(time.GetUtcNow().ToUnixTimeMilliseconds());
        var epoch = Make(milliseconds);
        if (known is null || string.CompareOrdinal(epoch, known) > 0) return epoch;
        return Make(Guid.TryParse(known, out var id) ? MillisecondsOf(id) + 1 : milliseconds);
    }

    private static string Make(long milliseconds) =>
        Guid.CreateVersion7(
                DateTimeOffset.FromUnixTimeMilliseconds(
                    Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())))
            .ToString();

    private long NotBefore(long milliseconds)
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            if (last >= milliseconds) return last;
            if (Interlocked.CompareExchange(ref _last, milliseconds, last) == last) return milliseconds;
        }
    }

    // RFC 9562 section 5.7: the first 48 bits are milliseconds since 1970, most significant byte first.
    private static long MillisecondsOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        long milliseconds = 0;
        for (var i = 0; i < 6; i++) milliseconds = (milliseconds << 8) | bytes[i];
        return milliseconds;
    }
}
