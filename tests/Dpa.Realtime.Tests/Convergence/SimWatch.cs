using System.Text.Json.Nodes;
using Dpa.Realtime.Oracle;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Convergence;

/// <summary>
/// What a simulated client wants of one pipeline, which of its requests are under way, and the oracle that holds what
/// it was sent.
/// </summary>
internal sealed class SimWatch
{
    private readonly Queue<bool> _withoutSince = new(); // of each request that is not yet confirmed, in order

    public ReferenceClient Client { get; } = new();

    public HealPacing Pacing { get; } = new();

    public SubscriptionDetail Detail
    {
        get;
        set => Client.WantsStages = (field = value) == SubscriptionDetail.Stages;
    }

    public double MaxHz { get; set; }

    public bool Wait { get; set; }

    /// <summary>A request was refused because the backplane was away.</summary>
    public bool NeedsAsking { get; private set; }

    public bool NeedsHeal => NeedsAsking || Client.NeedsHeal;

    public void Asked(bool withoutSince)
    {
        NeedsAsking = false;
        Client.Asked();
        _withoutSince.Enqueue(withoutSince);
    }

    /// <summary>The line is cut: what was asked is not answered.</summary>
    public void Cut() => _withoutSince.Clear();

    public void Apply(JsonObject frame)
    {
        Client.Apply(frame, _withoutSince.Contains(true));
        if ((string)frame["type"]! == "subscription_confirmed") _withoutSince.TryDequeue(out _);
    }

    public void Refused()
    {
        _withoutSince.TryDequeue(out _);
        NeedsAsking = true;
    }
}
