using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Connections;

/// <summary>
/// Each user's budget on this node. One that is full again is forgotten, so that memory is bounded by the users of the
/// last minute.
/// </summary>
internal sealed class UserBudgets(DpaRealtimeOptions options, TimeProvider time, Counter<double>? cost = null)
    : IArchiveBudget
{
    private const int Kept = 1000;
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, UserBudget> _byUser = new(StringComparer.Ordinal);
    private long _swept = time.GetTimestamp();

    public int Count => _byUser.Count;

    public UserBudget Of(string userId)
    {
        if (_byUser.TryGetValue(userId, out var known)) return known;
        if (_byUser.Count >= Kept) Sweep();
        return _byUser.GetOrAdd(
            userId, static (_, made) => new UserBudget(made.options, made.time, made.cost), (options, time, cost));
    }

    public ValueTask TakeQuestionAsync(string userId, CancellationToken cancellationToken) =>
        new(Of(userId).Work.TakeAsync(MessageCost.Archived, cancellationToken));

    public void CountQuestion(string userId) => UserBudget.Count(cost, MessageCost.Archived);

    public void ReturnQuestion(string userId) => Of(userId).Work.Reserve(-MessageCost.Archived);

    private void Sweep()
    {
        var swept = Volatile.Read(ref _swept);
        if (
            time.GetElapsedTime(swept) < SweepInterval
            || Interlocked.CompareExchange(ref _swept, time.GetTimestamp(), swept) != swept)
            return;
        foreach (var one in _byUser)
            if (one.Value.IsUnused) _byUser.TryRemove(one);
    }
}
