using System.Diagnostics.Metrics;
using Dpa.Realtime.FanOut;

namespace Dpa.Realtime.Connections;

/// <summary>
/// What one user may still ask of this node, with all its connections together: states by bytes, messages by what they
/// cost, connections, requests and tickets by rate, held answers by number.
/// </summary>
internal sealed class UserBudget(DpaRealtimeOptions options, TimeProvider time, Counter<double>? cost = null)
{
    /// <summary>
    /// How many bytes of states a user of up to ten connections is sent a second in answer to its subscriptions and
    /// polls.
    /// </summary>
    public const int BytesPerSecond = 8 * 1024 * 1024;

    /// <summary>
    /// How many at once: one that asks for the same states again and again costs the node no more than one that loads a
    /// large page.
    /// </summary>
    public const int BytesAtOnce = 64 * 1024 * 1024;

    private const double WorkPerSecond = 100_000; // µs: a tenth of a processor
    private const double WorkAtOnce = 500_000;
    // the default of MaxConnectionsPerUser; an application that allows more has many people behind one user
    private const int UsualConnections = 10;
    private const int ConnectsAtOnce = 4; // times as many as a user may have: pages are reloaded
    private const int PartsAtOnce = 2;
    private const double MicrosecondsASecond = 1_000_000;
    private const double SecondsAMinute = 60;
    private const double IdsARequest = 50;

    private static readonly TimeSpan MostDebt = TimeSpan.FromMinutes(1); // of work: nobody is locked out for longer

    private readonly Lock _lock = new();
    private readonly MessageBudget _requests = new(options.MaxRequestsPerSecond, options.RequestBurst, time);
    private readonly MessageBudget _tickets = new(
        options.MaxTicketsPerMinute / SecondsAMinute, options.MaxTicketsPerMinute, time);
    private readonly MessageBudget _connects = new(
        options.MaxConnectionsPerUser,
        (int)Math.Min(int.MaxValue, (long)ConnectsAtOnce * options.MaxConnectionsPerUser), time);
    private int _held;

    /// <summary>The bytes of states in answer to subscriptions and polls.</summary>
    public Pace Answers { get; } = new(BytesPerSecond * Shares(options), BytesAtOnce * Shares(options), time);

    /// <summary>What the messages on all connections cost, in microseconds (<see cref="MessageCost"/>).</summary>
    public Pace Work { get; } = new(WorkPerSecond * Shares(options), WorkAtOnce * Shares(options), time, MostDebt);

    /// <summary>
    /// The parts of polls of many that are read and not yet taken by their clients: each is the states of some
    /// pipelines, of 256 KiB at most. Waited for by those polls that are held, so the budget stays.
    /// </summary>
    public SemaphoreSlim Parts { get; } = new((int)(PartsAtOnce * Shares(options)));

    /// <summary>Whether forgetting it would change nothing.</summary>
    public bool IsUnused
    {
        get
        {
            lock (_lock)
                return _held == 0
                    && _requests.IsFull
                    && _tickets.IsFull
                    && _connects.IsFull
                    && Answers.IsUnused
                    && Work.IsUnused;
        }
    }

    public bool TryRequest()
    {
        lock (_lock) return _requests.TryTake();
    }

    /// <summary>How long until a request is taken.</summary>
    public TimeSpan RequestWait
    {
        get { lock (_lock) return _requests.Wait; }
    }

    /// <summary>
    /// What a request costs beyond its own token, once it is known how many pipelines it names: one for each 50.
    /// </summary>
    public void ChargeIds(int ids)
    {
        lock (_lock) _requests.Charge(ids / IdsARequest);
    }

    /// <summary>What a message or a connection costs, in microseconds; counted, too.</summary>
    /// <returns>The timestamp from which on it is paid.</returns>
    public long ChargeWork(double microseconds)
    {
        Count(cost, microseconds);
        return Work.Reserve(microseconds);
    }

    /// <summary>Counts what was done for a client, in microseconds.</summary>
    public static void Count(Counter<double>? cost, double microseconds) =>
        cost?.Add(microseconds / MicrosecondsASecond);

    /// <summary>Whether one more connection may be opened now, whether or not there is a place for it.</summary>
    public bool TryConnect()
    {
        lock (_lock) return _connects.TryTake();
    }

    public bool TryTicket()
    {
        lock (_lock) return _tickets.TryTake();
    }

    /// <summary>How many answers are held.</summary>
    public int Held
    {
        get { lock (_lock) return _held; }
    }

    /// <summary>Whether one more answer may be held; <see cref="Release"/> ends it.</summary>
    public bool TryHold()
    {
        lock (_lock)
        {
            if (_held >= options.MaxHeldRequestsPerUser) return false;
            _held++;
            return true;
        }
    }

    public void Release()
    {
        lock (_lock) _held--;
    }

    private static double Shares(DpaRealtimeOptions options) =>
        Math.Max(1, options.MaxConnectionsPerUser / (double)UsualConnections);
}
