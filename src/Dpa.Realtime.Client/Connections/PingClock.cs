using System.Globalization;

namespace Dpa.Realtime.Client.Connections;

/// <summary>Measures the round trip of pings.</summary>
internal sealed class PingClock(Strand strand)
{
    private string? _timestamp;
    private TimeSpan _sentAt;

    /// <summary>The timestamp of a ping that is sent now.</summary>
    public string Begin()
    {
        _sentAt = strand.Now;
        return _timestamp = strand
            .Time.GetUtcNow()
            .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>The round trip, if the pong answers the newest ping.</summary>
    public TimeSpan? End(string? timestamp)
    {
        if (timestamp is null || timestamp != _timestamp) return null;
        _timestamp = null;
        return strand.Now - _sentAt;
    }
}
