using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Diagnostics;

/// <summary>
/// Detects when the process comes near its limit of file descriptors. Beyond the limit a process cannot open anything,
/// and it is not predictable what fails first. So connections are refused before, and not even accepted where the
/// limit is very near. Counting takes a moment, so it is done once a second, and sooner where as many connections have
/// come as descriptors were left.
/// </summary>
internal sealed class DescriptorGuard(Descriptors descriptors, TimeProvider time, ILogger<DescriptorGuard> logger)
{
    /// <summary>
    /// A part of the limit that connections may have before they are upgraded; as much is left free of those that are.
    /// </summary>
    public const int PartOfRequests = 4;

    private const int Spare = 32; // files, connections to other servers
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    /// <summary>How old a count must be before it is made again.</summary>
    public static readonly TimeSpan Recount = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _countedAt;
    private long? _loggedAt;
    private int _count;
    private int _arrivals; // since the count; each may have taken one
    private int _accepted; // since the count; an arrival is seen only later, when the server has got round to it

    /// <summary>How many are in use, and how many there may be.</summary>
    public (int Used, int Limit) Usage => (_count, descriptors.Limit ?? int.MaxValue);

    /// <summary>Asked for each connection and request that is about to be taken.</summary>
    public bool IsNearLimit()
    {
        if (descriptors.Limit is not { } limit) return false;
        var most = limit - (limit / PartOfRequests) - Spare;
        bool isLine;
        lock (_lock)
        {
            _arrivals++;
            var age = _countedAt is { } at ? time.GetElapsedTime(at) : TimeSpan.MaxValue;
            if (age >= Interval || (age >= Recount && IsOver(most))) Count();
            if (!IsOver(most)) return false;
            isLine = IsLineDue();
        }

        if (isLine) logger.DescriptorsShort(_count, limit);
        return true;
    }

    /// <summary>
    /// Asked before the server accepts a connection. Half of what requests and upgraded connections leave free is
    /// left free here too, for those that are accepted and wait to be refused.
    /// </summary>
    /// <returns>Whether it may; where not, ask again after <see cref="Recount"/>.</returns>
    public bool MayAccept()
    {
        if (descriptors.Limit is not { } limit) return true;
        var most = limit - Math.Max(Spare, limit / (2 * PartOfRequests));
        bool isLine;
        lock (_lock)
        {
            var age = _countedAt is { } at ? time.GetElapsedTime(at) : TimeSpan.MaxValue;
            if (age >= Interval || (age >= Recount && _count > most - _accepted)) Count();
            if (_count <= most - _accepted)
            {
                _accepted++;
                return true;
            }

            isLine = IsLineDue();
        }

        if (isLine) logger.DescriptorsShort(_count, limit);
        return false;
    }

    private bool IsOver(int most) => _count > most - _arrivals;

    private void Count()
    {
        _count = descriptors.Count();
        _countedAt = time.GetTimestamp();
        _arrivals = 0;
        _accepted = 0;
    }

    /// <summary>Once a minute, however many are refused. The line itself is written outside the lock.</summary>
    private bool IsLineDue()
    {
        if (_loggedAt is { } at && time.GetElapsedTime(at) < LogInterval) return false;
        _loggedAt = time.GetTimestamp();
        return true;
    }
}
