using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Dpa.Realtime.Protocol;

/// <summary>The full state, bytes both ways.</summary>
internal static class PipelineStateCodec
{
    public static byte[] Encode(PipelineState state) => Encode(state, FullStateShape.Whole);

    public static byte[] Encode(PipelineState state, FullStateShape shape) =>
        JsonWriting.Encode((state, shape), static (w, a) => PipelineStateWriter.Write(w, a.state, a.shape));

    /// <exception cref="JsonException">The text is no full state, in whatever respect.</exception>
    public static PipelineState Decode(ReadOnlySpan<byte> utf8Json)
    {
        var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = 8 });
        using var document = JsonDocument.ParseValue(ref reader);
        try
        {
            return Decode(document.RootElement);
        }
        catch (Exception e)
            when (e is InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new JsonException("A value of the state cannot be read.", e);
        }
    }

    private static PipelineState Decode(JsonElement root)
    {
        if (Text(root, "type") is not ("pipeline_progress" or null))
            throw new JsonException("The object is no pipeline_progress.");
        return new PipelineState
        {
            Id = Required(root, "pipeline_id"),
            Position = new PipelinePosition(Required(root, "epoch"), Long(root, "version") ?? 0),
            Continues = Text(root, "continues"),
            Transition = Long(root, "transition") ?? 0,
            Status = Status(root, "status"),
            StatusWord = LaterWord(root, "status"),
            OverallProgress = Number(root, "overall_progress"),
            CurrentStage = Text(root, "current_stage"),
            Message = Text(root, "message"),
            Estimate = EstimateJson.Read(root),
            Error = Error(root),
            Question = QuestionJson.Read(root),
            Result = ResultJson.Read(root),
            Attempt = (int)(Long(root, "attempt") ?? 1),
            Controls = (PipelineControls)(Long(root, "controls") ?? 0),
            Stalled = Flag(root, "stalled"),
            Owner = Text(root, "owner") ?? "",
            Name = Text(root, "name"),
            Kind = Text(root, "kind"),
            ParentId = Text(root, "parent_id"),
            Weight =
                root.TryGetProperty("weight", out var weight) && weight.ValueKind == JsonValueKind.Number
                    ? WireNumbers.Weight(weight.GetDouble())
                    : 1,
            Children = Children(root),
            ExpectedChildren = (int?)Long(root, "children_total"),
            ChildrenWeight = Number(root, "children_weight"),
            ChildrenProgress = Number(root, "children_progress"),
            CreatedAt = Time(root, "created_at") ?? default,
            Timestamp = Time(root, "timestamp") ?? default,
            Stages = [.. Array(root, "stages").Select(Stage)],
            Transitions = [.. Array(root, "transitions").Select(Transition)],
            Attributes = Attributes(root),
        };
    }

    private static StageState Stage(JsonElement e) => new()
    {
        Id = Required(e, "id"),
        StageId = Text(e, "stage_id") ?? Required(e, "id"),
        Name = Text(e, "name") ?? Required(e, "id"),
        Version = Long(e, "version") ?? 0,
        Weight = WireNumbers.Weight(Number(e, "weight")),
        Status = Status(e, "status"),
        StatusWord = LaterWord(e, "status"),
        Progress = Number(e, "progress"),
        Attempt = (int)(Long(e, "attempt") ?? 0),
        Message = Text(e, "message"),
        CompletedUnits = Long(e, "completed_units"),
        TotalUnits = Long(e, "total_units"),
        Unit = Text(e, "unit"),
        Estimate = EstimateJson.Read(e),
        CanInterrupt = Flag(e, "can_interrupt"),
        Indeterminate = Flag(e, "indeterminate"),
        StartedAt = Time(e, "started_at"),
        CompletedAt = Time(e, "completed_at"),
        Error = Error(e),
    };

    private static PipelineTransition Transition(JsonElement e) => new()
    {
        Number = Long(e, "transition") ?? 0,
        Version = Long(e, "version") ?? 0,
        Stage = Text(e, "stage_type"),
        From = Status(e, "from"),
        FromWord = LaterWord(e, "from"),
        To = Status(e, "to"),
        ToWord = LaterWord(e, "to"),
        Attempt = (int)(Long(e, "attempt") ?? 0),
        IsNewAttempt = Flag(e, "new_attempt"),
        Timestamp = Time(e, "timestamp") ?? default,
        Message = Text(e, "message"),
    };

    private static ImmutableSortedDictionary<PipelineStatus, int> Children(JsonElement e)
    {
        if (!e.TryGetProperty("children", out var children) || children.ValueKind != JsonValueKind.Object)
            return ImmutableSortedDictionary<PipelineStatus, int>.Empty;
        var counts = ImmutableSortedDictionary.CreateBuilder<PipelineStatus, int>();
        foreach (var child in children.EnumerateObject())
        {
            var status = StatusNames.TryParse(child.Name, out var known) ? known : PipelineStatus.Processing;
            counts[status] = counts.GetValueOrDefault(status) + child.Value.GetInt32();
        }

        return counts.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, string> Attributes(JsonElement e)
    {
        var attributes = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var property in e.EnumerateObject())
            if (!FieldNames.IsOfProtocol(property.Name) && property.Value.ValueKind == JsonValueKind.String)
                attributes[property.Name] = property.Value.GetString()!;
        return attributes.ToImmutable();
    }

    private static ProgressError? Error(JsonElement e) =>
        e.TryGetProperty("error_info", out var info) && info.ValueKind == JsonValueKind.Object
            ? new ProgressError(
                Text(info, "code") ?? "unknown", Text(info, "message") ?? "", Text(info, "suggestion") ?? "",
                Flag(info, "retryable"))
            : null;

    /// <summary>A word of a later version is a running status, unless the attempt has ended with it.</summary>
    private static PipelineStatus Status(JsonElement e, string name)
    {
        if (StatusNames.TryParse(Required(e, name), out var status)) return status;
        return name != "from" && Flag(e, "ended") ? PipelineStatus.Cancelled : PipelineStatus.Processing;
    }

    private static string? LaterWord(JsonElement e, string name) =>
        Text(e, name) is { } word && !StatusNames.TryParse(word, out _) ? word : null;

    private static string Required(JsonElement e, string name) =>
        Text(e, name) ?? throw new JsonException($"'{name}' is missing.");

    private static string? Text(JsonElement e, string name) =>
        e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;

    private static long? Long(JsonElement e, string name) =>
        e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number ? v.GetInt64() : null;

    private static double Number(JsonElement e, string name) =>
        e.TryGetProperty(name, out var v)
        && v.ValueKind == JsonValueKind.Number
        && v.GetDouble() is var number
        && double.IsFinite(number)
            ? number
            : 0;

    private static bool Flag(JsonElement e, string name) =>
        e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.True;

    private static DateTimeOffset? Time(JsonElement e, string name) =>
        Text(e, name) is { } text
            ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : null;

    private static IEnumerable<JsonElement> Array(JsonElement e, string name) =>
        e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Array ? v.EnumerateArray() : [];
}
