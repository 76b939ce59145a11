namespace Dpa.Realtime.Backplane;

/// <summary>Makes epochs: UUIDv7 texts that are ordinally greater than any that the writer knows for the id (protocol section 1), even when the clock went back.</summary>
internal sealed class EpochSource(TimeProvider time)
{
    public string After(string? known)
    {
        var epoch = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        if (known is null || string.CompareOrdinal(epoch, known) > 0) return epoch;
        var later = Guid.TryParse(known, out var id) ? TimeOf(id).AddMilliseconds(1) : time.GetUtcNow();
        return Guid.CreateVersion7(later).ToString();
    }

    // RFC 9562 section 5.7: the first 48 bits are milliseconds since 1970, most significant byte first.
    private static DateTimeOffset TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        long milliseconds = 0;
        for (var i = 0; i < 6; i++) milliseconds = (milliseconds << 8) | bytes[i];
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - 1));
    }
}
