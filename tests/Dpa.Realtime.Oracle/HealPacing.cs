namespace Dpa.Realtime.Oracle;

/// <summary>
/// When a client may heal one pipeline (docs/protocol.md#what-a-client-does-with-a-frame): at most every 2 s,
/// every second time in a row without <c>since</c>.
/// </summary>
public sealed class HealPacing
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private int _inARow;

    /// <summary>How often it healed in all.</summary>
    public int Count { get; private set; }

    /// <summary>Whether to ask again now.</summary>
    /// <param name="isNeeded">What the client says; where it is false, the row ends.</param>
    /// <param name="now">The client's clock.</param>
    /// <param name="withSince">Whether this time a <c>since</c> may be sent.</param>
    public bool IsDue(bool isNeeded, DateTimeOffset now, out bool withSince)
    {
        withSince = true;
        if (!isNeeded)
        {
            _inARow = 0;
            return false;
        }

        if (now - _last < Pause) return false;
        _last = now;
        Count++;
        withSince = ++_inARow % 2 == 1;
        return true;
    }
}
