using System.Text.Json.Nodes;
using Dpa.Realtime.ChaosTests.Histories;
using Dpa.Realtime.Oracle;

namespace Dpa.Realtime.ChaosTests.Watching;

/// <summary>
/// One pipeline in a watcher's eyes: the reference client's merge, and the record of what it brought.
/// </summary>
internal sealed class WatchedPipeline(string id, bool wantsStages)
{
    // docs/protocol.md#what-a-client-does-with-a-frame
    private static readonly TimeSpan HealPause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly ReferenceClient _client = new() { WantsStages = wantsStages };
    private readonly List<Seen> _seen = [];
    private int _raised;
    private int _skips;
    private long _askedAt;
    private int _asksInARow;
    private bool _answersWithoutSince;
    private bool _isRefused;

    public string Id => id;

    public bool WantsStages => wantsStages;

    public int Heals { get; private set; }

    public JsonObject? State
    {
        get
        {
            lock (_gate) return (JsonObject?)_client.State?.DeepClone();
        }
    }

    public IReadOnlyList<Seen> Seen
    {
        get
        {
            lock (_gate) return [.. _seen];
        }
    }

    /// <summary>A request for it is about to be sent.</summary>
    /// <returns>The position to send along.</returns>
    public PipelinePosition? Ask(long now, bool withSince = true)
    {
        lock (_gate)
        {
            var since = withSince ? _client.Since : null;
            _client.Asked();
            (_askedAt, _answersWithoutSince, _isRefused) = (now, since is null, false);
            return since;
        }
    }

    /// <summary>
    /// The position to heal from, where it is time to: at most every 2 s, every second time in a row without one.
    /// </summary>
    public bool TryHeal(long now, out PipelinePosition? since)
    {
        lock (_gate)
        {
            since = null;
            if (!_client.NeedsHeal && !_isRefused)
            {
                _asksInARow = 0;
                return false;
            }

            if (TimeProvider.System.GetElapsedTime(_askedAt, now) < HealPause) return false;
            Heals++;
            since = Ask(now, withSince: ++_asksInARow % 2 == 1);
            return true;
        }
    }

    public void Mark(PipelinePosition sent)
    {
        lock (_gate) _client.Compare(sent);
    }

    /// <summary>The server could not answer.</summary>
    public void Refuse()
    {
        lock (_gate) _isRefused = true;
    }

    public void Apply(JsonObject frame)
    {
        lock (_gate)
        {
            var (held, complete) = (_client.Position, _client.IsComplete);
            try
            {
                _client.Apply(frame, _answersWithoutSince);
            }
            catch (BrokenPromiseException e)
            {
                _seen.Add(new Seen.Broken(e.Message));
            }

            if ((string)frame["type"]! == "subscription_confirmed")
                _answersWithoutSince = false;
            for (; _skips < _client.Transitions.Skips.Count; _skips++)
                _seen.Add(new Seen.Skipped(_client.Transitions.Skips[_skips]));
            for (; _raised < _client.Transitions.Raised.Count; _raised++)
                _seen.Add(Raised(_client.Transitions.Raised[_raised]));
            if (_client.State is { } state && (_client.Position != held || _client.IsComplete != complete))
                _seen.Add(Newer(frame, state));
        }
    }

    private Seen.State Newer(JsonObject frame, JsonObject state)
    {
        var position = _client.Position!.Value;
        var isWhole =
            (string)frame["type"]! == "pipeline_progress"
            && FrameReading.Has(frame, "stages")
            && !FrameReading.Flag(frame, "partial");
        return new Seen.State(
            position.Epoch, position.Version, FrameReading.Flag(frame, "reset"), (string?)state["continues"], isWhole,
            StateView.Of(state, _client.IsComplete));
    }

    private static Seen.Raised Raised(JsonObject t) =>
        new((long)t["transition"]!, (string?)t["stage_type"], (string)t["to"]!, (string?)t["timestamp"] ?? "");
}
