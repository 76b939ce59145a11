namespace Dpa.Realtime.Client.Subscriptions;

/// <summary>
/// Asks again where something is missing: at most every two seconds a pipeline, every second time in a row for
/// everything (docs/protocol.md#what-a-client-does-with-a-frame).
/// </summary>
internal sealed class Healer(Strand strand, Action<Subscription> ask)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Something is missing; <paramref name="goal"/> is known to exist.</summary>
    public void Miss(Subscription subscription, PipelinePosition? goal)
    {
        if (goal is { } position && (subscription.Goal is not { } known || position > known))
            subscription.Goal = position;
        subscription.NeedsHeal = true;
        if (subscription.HealTimer is not null)
            return;
        var wait =
            subscription.HealedAt == TimeSpan.MinValue ? TimeSpan.Zero : subscription.HealedAt + Pause - strand.Now;
        if (wait <= TimeSpan.Zero)
            Heal(subscription);
        else
            subscription.HealTimer = strand.After(wait, () => Due(subscription));
    }

    /// <summary>After news: forgets what was missing once it is there.</summary>
    public static void Check(Subscription subscription)
    {
        if (subscription.IsWhole) Forget(subscription);
    }

    /// <summary>Nothing is missing, or nobody is there to ask.</summary>
    public static void Forget(Subscription subscription)
    {
        subscription.HealTimer?.Dispose();
        (subscription.HealTimer, subscription.Goal, subscription.NeedsHeal, subscription.Heals) = (
            null, null, false, 0);
    }

    private void Due(Subscription subscription)
    {
        subscription.HealTimer = null;
        if (subscription.NeedsHeal) Heal(subscription);
    }

    private void Heal(Subscription subscription)
    {
        subscription.HealedAt = strand.Now;
        subscription.NeedsHeal = false;
        subscription.AsksWhole = ++subscription.Heals % 2 == 0;
        subscription.IsDue = true;
        ask(subscription);
    }
}
