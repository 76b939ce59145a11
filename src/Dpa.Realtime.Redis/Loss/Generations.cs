using Dpa.Realtime.Redis.Entries;

namespace Dpa.Realtime.Redis.Loss;

/// <summary>
/// Which generations of Redis's data this node has compared with the other nodes. A new generation begins when data may
/// have been lost: with another primary (a failover, a restart) or another mark (a flush).
/// </summary>
internal sealed class Generations(LossAlarm alarm, TimeProvider time) : IPrimaries
{
    private const int Kept = 64;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan CompareTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, bool> _compared = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public bool Has(string generation)
    {
        lock (_lock) return _compared.ContainsKey(generation);
    }

    /// <summary>
    /// Whether every node had published what it holds. If not, a node may still arrive that holds a newer state.
    /// </summary>
    public bool IsWhole(string generation)
    {
        lock (_lock) return _compared.GetValueOrDefault(generation);
    }

    public void Add(string generation, bool isWhole)
    {
        lock (_lock)
        {
            if (_compared.TryAdd(generation, isWhole)) _order.Enqueue(generation);
            if (_order.Count > Kept) _compared.Remove(_order.Dequeue());
        }
    }

    /// <summary>Waits until this node has compared the generation.</summary>
    /// <exception cref="PipelineException">The comparison is not possible at the moment.</exception>
    public async ValueTask ComparedAsync(string generation)
    {
        if (Has(generation)) return;
        alarm.Suspect(generation);
        for (var began = time.GetTimestamp(); !Has(generation);)
        {
            if (time.GetElapsedTime(began) >= CompareTimeout)
                throw new PipelineException(
                    "backplane_unavailable",
                    "Redis has another primary, and the nodes could not yet compare what they hold.", isRetryable: true
                );
            await Task.Delay(Look, time).ConfigureAwait(false);
        }
    }
}
