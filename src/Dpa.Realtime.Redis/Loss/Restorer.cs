using Dpa.Realtime.Engine;
using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Feeds;

namespace Dpa.Realtime.Redis.Loss;

/// <summary>Restores what was lost, and readmits its producers.</summary>
internal sealed class Restorer(
    PipelineCommands commands, WatchList watch, OwnerTopic owners, Announcements announcements, FeedContext context,
    RedisMetrics metrics)
{
    public async ValueTask<ApplyResult> RestoreAsync(
        PipelineState held, string? producerToken, StoredEntry? known = null, bool isWatched = false)
    {
        if (!isWatched && (producerToken is not null || !held.IsEnded))
            await watch.SetAsync([held.Id]).ConfigureAwait(false);
        if (held is { ParentId: null, IsEnded: false })
            await owners.AddAsync(held.Owner, held.Id).ConfigureAwait(false);
        var (decision, older) = await commands
            .RestoreAsync(held, producerToken, known?.Entry.Producers)
            .ConfigureAwait(false);
        if (!decision.IsNewEpoch) return decision.Answer;
        metrics.Restored.Add(1);
        if (older is not null) await RepublishAsync(older).ConfigureAwait(false);
        // It is restored all the same where its producer is refused.
        var restored = decision with { Answer = decision.Answer with { Status = ApplyStatus.Applied } };
        var answer = await announcements.AnnouncedAsync(restored, isNew: true).ConfigureAwait(false);
        return answer with { Status = decision.Answer.Status };
    }

    /// <summary>Applies again what this node knows to be accepted and what the continuing copy lacks.</summary>
    public async ValueTask RepublishAsync(PipelineState accepted)
    {
        var decision = await commands.RepublishAsync(accepted).ConfigureAwait(false);
        NotifyHandlers((await announcements.AnnouncedAsync(decision, isNew: false).ConfigureAwait(false)).Parents);
    }

    /// <summary>Exactly one node made each of these changes, and notifies its handlers.</summary>
    public void NotifyHandlers(IEnumerable<AcceptedChange> changes)
    {
        foreach (var change in changes) context.Receiver.OnProducerLost(change);
    }
}
