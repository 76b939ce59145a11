using System.Text.Json.Nodes;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>
/// What a client of any transport holds of one pipeline: docs/protocol.md#change in its shortest form, without heals,
/// since nothing here is lost.
/// </summary>
internal sealed class WalkState(string pipelineId)
{
    /// <summary>What a stage has that a change of it does not name.</summary>
    private static readonly (string Name, string Field)[] Moved =
    [
        ("done", "completed_units"), ("of", "total_units"), ("unit", "unit"), ("eta_ms", "eta_ms"),
        ("low", "eta_low_ms"), ("high", "eta_high_ms"),
    ];

    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "id", "stage_id", "name", "weight", "can_interrupt",
    };

    public string PipelineId { get; } = pipelineId;

    public PipelinePosition Position { get; private set; }

    public long Transition { get; private set; }

    public JsonObject? State { get; private set; }

    public bool IsEnded => (bool?)State?["completed"] == true;

    public List<long> Raised { get; } = [];

    public long Skipped { get; private set; }

    public void Apply(JsonObject frame)
    {
        var position = new PipelinePosition((string)frame["epoch"]!, (long)frame["version"]!);
        if (State is not null && position <= Position) return;
        var transition = (long)frame["transition"]!;
        switch ((string?)frame["type"])
        {
            case "stage_update":
                Change(frame, transition);
                break;
            case "progress":
                Move(frame, transition);
                break;
            default:
                Replace(frame, transition);
                break;
        }

        Position = position;
        Transition = transition;
        State!["version"] = position.Version;
        State["overall_progress"] = (double)(frame["overall"] ?? frame["overall_progress"])!;
    }

    private void Move(JsonObject frame, long transition)
    {
        Assert.Equal(Transition, transition);
        var stage = State!["stages"]!.AsArray()[(int)frame["stage"]!]!.AsObject();
        stage["version"] = (long)frame["version"]!;
        stage["progress"] = (double)frame["progress"]!;
        stage["message"] = frame["message"]?.DeepClone();
        foreach (var (name, field) in Moved)
        {
            if (frame[name] is { } value) stage[field] = value.DeepClone();
            else stage.Remove(field);
        }
    }

    private void Change(JsonObject frame, long transition)
    {
        Assert.InRange(transition - Transition, 0, (string?)frame["change"] == "progress" ? 0 : 1);
        if (transition > Transition) Raised.Add(transition);
        var stage = Stage((string)frame["stage_type"]!);
        foreach (var name in stage.Select(f => f.Key).Where(n => !Kept.Contains(n)).ToArray())
            stage.Remove(name);
        foreach (
            var name in new[]
            {
                "version", "status", "ended", "progress", "attempt", "message", "completed_units", "total_units", "unit",
                "eta_ms", "eta_low_ms", "eta_high_ms", "started_at", "completed_at", "duration",
            })
            if (frame.TryGetPropertyValue(name, out var value))
                stage[name] = value?.DeepClone();
    }

    private void Replace(JsonObject frame, long transition)
    {
        if (State is not null)
        {
            var news = frame["transitions"]!
                .AsArray()
                .Select(t => (long)t!["transition"]!)
                .Where(n => n > Transition)
                .ToArray();
            Raised.AddRange(news);
            Skipped += transition - Transition - news.Length;
        }

        var held = State;
        State = frame.DeepClone().AsObject();
        if ((bool?)frame["partial"] != true) return;
        State["stages"] = held!["stages"]!.DeepClone();
        foreach (var changed in frame["stages"]!.AsArray())
            Stage((string)changed!["id"]!).ReplaceWith(changed.DeepClone());
    }

    private JsonObject Stage(string id) => State!["stages"]!.AsArray().Single(s => (string?)s!["id"] == id)!.AsObject();
}
