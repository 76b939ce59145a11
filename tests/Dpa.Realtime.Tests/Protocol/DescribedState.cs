using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Protocol;

/// <summary>Reads the states that <c>server-frames.json</c> describes. Their names are not the wire's, so that the codec under test is no part of it.</summary>
internal static class DescribedState
{
    public static PipelineState Read(JsonNode d) => new()
    {
        Id = (string)d["id"]!,
        Position = Position(d),
        Continues = (string?)d["continues"],
        Transition = (long)d["transition"]!,
        Status = Status(d["status"]),
        OverallProgress = (double)d["overall"]!,
        CurrentStage = (string?)d["current_stage"],
        Message = (string?)d["message"],
        Eta = Milliseconds(d["eta_ms"]),
        Error = Error(d["error"]),
        Attempt = (int)d["attempt"]!,
        Controls = List(d["controls"]).Aggregate(PipelineControls.None, (all, c) => all | Enum.Parse<PipelineControls>((string)c!, ignoreCase: true)),
        Stalled = (bool?)d["stalled"] ?? false,
        Owner = (string)d["owner"]!,
        Name = (string?)d["name"],
        Kind = (string?)d["kind"],
        ParentId = (string?)d["parent"]?["id"],
        Weight = (double?)d["parent"]?["weight"] ?? 1,
        ExpectedChildren = (int?)d["children"]?["total"],
        Children = (d["children"]?["counts"]?.AsObject() ?? []).ToImmutableSortedDictionary(c => Status(c.Key), c => (int)c.Value!),
        ChildrenWeight = (double?)d["children"]?["weight"] ?? 0,
        ChildrenProgress = (double?)d["children"]?["progress"] ?? 0,
        CreatedAt = Time(d["created"])!.Value,
        Timestamp = Time(d["time"])!.Value,
        Stages = [.. List(d["stages"]).Select(s => Stage(s!))],
        Transitions = [.. List(d["transitions"]).Select(t => Transition(t!))],
        Attributes = (d["attributes"]?.AsObject() ?? []).ToImmutableSortedDictionary(a => a.Key, a => (string)a.Value!, StringComparer.Ordinal),
    };

    public static PipelineTransition Transition(JsonNode d) => new()
    {
        Number = (long)d["number"]!,
        Version = (long)d["version"]!,
        Stage = (string?)d["stage"],
        From = Status(d["from"]),
        To = Status(d["to"]),
        Attempt = (int)d["attempt"]!,
        IsNewAttempt = (bool?)d["new_attempt"] ?? false,
        Timestamp = Time(d["time"])!.Value,
        Message = (string?)d["message"],
    };

    public static FullStateShape Form(JsonNode? d)
    {
        var after = (long?)d?["partial_after"];
        return new((bool?)d?["without_stages"] != true, after is not null, after ?? -1, (long?)d?["transitions_after"] ?? 0, (bool?)d?["reset"] == true);
    }

    public static PipelinePosition Position(JsonNode d) => d["epoch"] is null ? default : new((string)d["epoch"]!, (long)d["version"]!);

    public static DateTimeOffset? Time(JsonNode? d) => d is null ? null : DateTimeOffset.Parse((string)d!, CultureInfo.InvariantCulture);

    private static StageState Stage(JsonNode d) => new()
    {
        Id = (string)d["id"]!,
        StageId = (string)d["stage_id"]!,
        Name = (string)d["name"]!,
        Version = (long)d["version"]!,
        Weight = (double)d["weight"]!,
        Status = Status(d["status"]),
        Progress = (double)d["progress"]!,
        Attempt = (int)d["attempt"]!,
        Message = (string?)d["message"],
        CompletedUnits = (long?)d["units"]?[0],
        TotalUnits = (long?)d["units"]?[1],
        Unit = (string?)d["units"]?[2],
        Eta = Milliseconds(d["eta_ms"]),
        CanInterrupt = (bool?)d["can_interrupt"] ?? false,
        Indeterminate = (bool?)d["indeterminate"] ?? false,
        StartedAt = Time(d["started"]),
        CompletedAt = Time(d["completed"]),
        Error = Error(d["error"]),
    };

    private static PipelineStatus Status(JsonNode? d) => Status((string)d!);

    private static PipelineStatus Status(string name) => Enum.Parse<PipelineStatus>(name, ignoreCase: true);

    private static TimeSpan? Milliseconds(JsonNode? d) => d is null ? null : TimeSpan.FromMilliseconds((double)d);

    private static ProgressError? Error(JsonNode? d) => d is null ? null : new((string)d["code"]!, (string)d["message"]!, (string)d["suggestion"]!, (bool)d["retryable"]!);

    private static JsonArray List(JsonNode? d) => d?.AsArray() ?? [];
}
