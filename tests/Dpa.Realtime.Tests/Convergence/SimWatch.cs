using System.Text.Json.Nodes;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Convergence;

/// <summary>What a client knows of one pipeline it watches: a small model of a client's merge (protocol sections 1, 4 and 5), with what was raised.</summary>
internal sealed class SimWatch
{
    private readonly HashSet<(string Epoch, long Number)> _raisedInEpoch = [];
    private bool _hasGap;
    private bool _hasStages; // as of the held position

    public SubscriptionDetail Detail { get; set; }

    public double MaxHz { get; set; }

    public bool Wait { get; set; }

    public JsonObject? State { get; private set; }

    public long Counter { get; private set; } = -1;

    /// <summary>Raised and skipped since the counter began; together they are the counter's way.</summary>
    public long Raised { get; private set; }

    public long Skipped { get; private set; }

    public long CounterFrom { get; private set; }

    public bool NeedsAsking { get; set; }

    public bool IsBehind { get; set; }

    public bool NeedsHeal => NeedsAsking || IsBehind || _hasGap;

    public int Heals { get; set; }

    public DateTimeOffset HealedAt { get; set; }

    public PipelinePosition? Held => State is null ? null : Position(State);

    /// <summary>What may be sent as <c>since</c>: nothing where the stages held are older than the position held.</summary>
    public PipelinePosition? Since => Detail == SubscriptionDetail.Stages && !_hasStages ? null : Held;

    public void Apply(JsonObject frame)
    {
        var position = Position(frame);
        var isReset = (bool?)frame["reset"] == true;
        // Old news; but a state of the same position with the stages that are lacking is none.
        var bringsStages = State is not null && position == Position(State) && !_hasStages && frame.ContainsKey("stages") && (bool?)frame["partial"] != true;
        if (State is not null && !isReset && !bringsStages && position <= Position(State)) return;

        var isFull = (string)frame["type"]! == "pipeline_progress";
        var sameEpoch = State is not null && Position(State).Epoch == position.Epoch;
        if ((!isFull || (bool?)frame["partial"] == true) && !sameEpoch)
        {
            _hasGap = true; // a part says nothing about an epoch that is not held
            return;
        }

        var before = sameEpoch && !isReset ? (JsonObject)State!.DeepClone() : null;
        if (isFull) ApplyFull(frame, sameEpoch);
        else ApplyStage(frame);
        if (before is not null) SimInvariants.NeverBack(before, State!);
    }

    private void ApplyFull(JsonObject frame, bool sameEpoch)
    {
        Count(frame, sameEpoch);
        var next = (JsonObject)frame.DeepClone();
        var isPartial = (bool?)frame["partial"] == true;
        if (isPartial || !frame.ContainsKey("stages")) next["stages"] = isPartial ? Merged(frame) : (sameEpoch ? State!["stages"]!.DeepClone() : new JsonArray());
        State = next;
        _hasStages = frame.ContainsKey("stages") && (!isPartial || _hasStages);
        _hasGap = isPartial && !_hasStages; // a part of what is not held in whole: ask for the whole
        IsBehind = false;
    }

    private void ApplyStage(JsonObject frame)
    {
        var count = (long)frame["transition"]!;
        var brings = (string)frame["change"]! == "progress" ? 0 : 1;
        if (count - brings > Counter)
        {
            _hasGap = true;
            return;
        }

        var stage = Stages().FirstOrDefault(s => (string)s["id"]! == (string)frame["stage_type"]!);
        if (stage is null)
        {
            _hasGap = true;
            return;
        }

        if (brings == 1) Raise((string)frame["epoch"]!, count);
        foreach (var field in new[] { "status", "progress", "attempt", "message", "completed_units", "total_units", "unit", "eta_ms", "indeterminate", "error", "error_info", "started_at", "completed_at", "duration" })
        {
            if (frame.ContainsKey(field)) stage[field] = frame[field]?.DeepClone();
            else stage.Remove(field);
        }

        stage["version"] = frame["version"]!.DeepClone();
        foreach (var field in new[] { "epoch", "version", "transition", "overall_progress", "current_stage", "timestamp" }) State![field] = frame[field]?.DeepClone();
    }

    private void Count(JsonObject frame, bool sameEpoch)
    {
        var epoch = (string)frame["epoch"]!;
        var count = (long)frame["transition"]!;
        var continues = State is not null && (string?)frame["continues"] == Position(State).Epoch;
        if (State is null || (bool?)frame["reset"] == true)
        {
            (Counter, CounterFrom, Raised, Skipped) = (count, count, 0, 0);
            return;
        }

        if (!sameEpoch && !continues) (Counter, CounterFrom, Raised, Skipped) = (0, 0, 0, 0);
        if (count < Counter)
        {
            // A continuing epoch restored from an older state: its counter goes on from where it was.
            Assert.False(sameEpoch, "The transition count went back within an epoch.");
            (Counter, CounterFrom, Raised, Skipped) = (count, count, 0, 0);
            return;
        }

        var from = (long)frame["transitions_from"]!;
        if (from - 1 > Counter)
        {
            Skipped += from - 1 - Counter;
            Counter = from - 1;
        }

        foreach (var transition in frame["transitions"]!.AsArray())
            if ((long)transition!["transition"]! > Counter) Raise(epoch, (long)transition["transition"]!);
        Assert.Equal(count, Counter);
    }

    private void Raise(string epoch, long number)
    {
        if (number <= Counter) return;
        Assert.Equal(Counter + 1, number);
        Assert.True(_raisedInEpoch.Add((epoch, number)), $"The transition {number} was raised twice.");
        Counter = number;
        Raised++;
    }

    private JsonArray Merged(JsonObject frame)
    {
        var stages = (JsonArray)State!["stages"]!.DeepClone();
        foreach (var changed in frame["stages"]!.AsArray())
        {
            var index = Enumerable.Range(0, stages.Count).FirstOrDefault(i => (string)stages[i]!["id"]! == (string)changed!["id"]!, -1);
            if (index < 0) stages.Add(changed!.DeepClone()); // stages are only ever added at the end
            else stages[index] = changed!.DeepClone();
        }

        return stages;
    }

    private IEnumerable<JsonObject> Stages() => State!["stages"]!.AsArray().Select(s => s!.AsObject());

    private static PipelinePosition Position(JsonObject frame) => new((string)frame["epoch"]!, (long)frame["version"]!);
}
