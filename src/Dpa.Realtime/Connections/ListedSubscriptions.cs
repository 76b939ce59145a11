using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>
/// What one live query has subscribed to of its list. It gives up only what was counted for it, and subscribes again to
/// what was refused or ended although it is still listed. Not for several threads.
/// </summary>
/// <param name="subscriptions">The connection's.</param>
/// <param name="message">The message that asked for the list.</param>
/// <param name="time">The clock.</param>
internal sealed class ListedSubscriptions(SubscriptionSet subscriptions, ClientMessage message, TimeProvider time)
{
    private readonly Dictionary<string, Subscription> _counted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Attempt> _attempts = new(StringComparer.Ordinal);
    private ClientMessage _message = message;

    /// <summary>Gives up what is not listed any more.</summary>
    public void LeaveAllBut(IReadOnlyCollection<string> listed)
    {
        string[] left = [.. _attempts.Keys.Except(listed, StringComparer.Ordinal)];
        List<Subscription> counted = [];
        foreach (var id in left)
        {
            _attempts.Remove(id);
            if (_counted.Remove(id, out var subscription)) counted.Add(subscription);
        }

        subscriptions.LeaveQuery(counted);
    }

    /// <summary>
    /// Subscribes to what is listed and not subscribed: at once to what is new, after a pause to what was refused, and
    /// where there is a place again to what had none.
    /// </summary>
    /// <returns>Those that were refused a moment ago, and how long they have to wait.</returns>
    public async ValueTask<(TimeSpan Wait, string[] Refused)> SubscribeAsync(IReadOnlyCollection<string> listed)
    {
        var now = time.GetTimestamp();
        var asked = _message;
        // What the client held before it connected counts for the first list: what comes later may have changed since.
        if (asked.Positions.Count > 0)
            _message = asked with { Positions = new Dictionary<string, PipelinePosition>() };
        string[] lacking = [.. listed.Where(id => !Holds(id))];
        if (lacking.Length == 0) return default;
        string[] entered = [.. lacking.Where(id => !_attempts.ContainsKey(id))];
        string[] again = [.. lacking.Where(id => _attempts.TryGetValue(id, out var last) && last.Until <= now)];
        if (again.Length > 0) entered = [.. entered, .. again.Take(subscriptions.FreePlaces - entered.Length)];
        foreach (var id in entered) _attempts[id] = After(_attempts.GetValueOrDefault(id), now);
        if (entered.Length > 0)
        {
            List<Subscription> counted = [];
            await subscriptions.SubscribeQueryAsync(asked with { PipelineIds = entered }, counted)
                .ConfigureAwait(false);
            foreach (var subscription in counted) _counted[subscription.PipelineId] = subscription;
            // What had no place waits for one, and not for a time.
            foreach (var id in entered.Except(counted.Select(s => s.PipelineId), StringComparer.Ordinal))
                _attempts[id] = default;
        }

        string[] refused = [.. lacking.Where(id => _counted.ContainsKey(id) && !Holds(id))];
        if (refused.Length == 0) return default;
        var until = refused.Min(id => _attempts[id].Until);
        return (time.GetElapsedTime(now, Math.Max(now, until)), refused);
    }

    private bool Holds(string id) => _counted.TryGetValue(id, out var subscription) && !subscription.IsEnded;

    /// <summary>Longer from one to the next, unless the last one was long ago.</summary>
    private Attempt After(Attempt last, long now)
    {
        var isRecent = last.Pause > TimeSpan.Zero && time.GetElapsedTime(last.Until, now) < 2 * last.Pause;
        var pause = isRecent ? AccessPauses.Longer(last.Pause) : AccessPauses.First;
        return new Attempt(now + Timestamps.Of(pause, time), pause);
    }

    /// <summary>The last time that a pipeline was subscribed to.</summary>
    /// <param name="Until">The timestamp before which it is not subscribed to again.</param>
    /// <param name="Pause">How long that is.</param>
    private readonly record struct Attempt(long Until, TimeSpan Pause);
}
