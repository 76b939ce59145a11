using System.Collections.Immutable;
using System.Text.Json;

namespace Dpa.Realtime.Client.Protocol;

/// <summary>
/// Reads a full state, from a frame or an HTTP answer. What may be left out gets its default; unknown texts are
/// attributes.
/// </summary>
internal static class StateReader
{
    public static PipelineFrame? Read(JsonElement e)
    {
        if (
            e.ValueKind != JsonValueKind.Object
            || e.Text("pipeline_id") is not { } id
            || e.Position() is not { } position
            || e.Status() is not { } status
            || e.Count("transition") is not { } transition)
            return null;
        var transitions = e.Has("transitions") ? e.List("transitions", Transition) : [];
        var stages = e.Has("stages") ? e.List("stages", StageReader.Read) : [];
        if (transitions is null || stages is null) return null;
        var state = new PipelineState
        {
            Id = id,
            Position = position,
            Continues = e.Text("continues"),
            Transition = transition,
            Status = status,
            StatusWord = e.StatusWord(),
            OverallProgress = e.Number("overall_progress") ?? 0,
            CurrentStage = e.Text("current_stage"),
            Message = e.Text("message"),
            Eta = e.Milliseconds("eta_ms"),
            EtaLow = e.Milliseconds("eta_low_ms"),
            EtaHigh = e.Milliseconds("eta_high_ms"),
            Error = e.Error(),
            Question = QuestionReader.Read(e),
            Result = Result(e),
            Attempt = (int)(e.Count("attempt") ?? 1),
            Controls = (PipelineControls)(e.Count("controls") ?? 0),
            CanCancel = e.Flag("can_cancel"),
            CanInterrupt = e.Flag("can_interrupt"),
            CanResume = e.Flag("can_resume"),
            CanRetry = e.Flag("can_retry"),
            Stalled = e.Flag("stalled"),
            Owner = e.Text("owner") ?? "",
            Name = e.Text("name"),
            Kind = e.Text("kind"),
            ParentId = e.Text("parent_id"),
            Weight = e.Number("weight") ?? 1,
            Children = Children(e),
            ExpectedChildren = (int?)e.Count("children_total"),
            CreatedAt = e.Time("created_at") ?? default,
            Timestamp = e.Time("timestamp") ?? default,
            Stages = [.. stages],
            Transitions = [.. transitions],
            Attributes = Attributes(e),
        };
        var from = e.Count("transitions_from") ?? (transitions.Count > 0 ? transitions[0].Number : transition + 1);
        return new PipelineFrame(
            state, from, e.Has("stages"), e.Has("transitions"), e.Flag("partial"), e.Flag("reset"));
    }

    public static PipelineTransition? Transition(JsonElement e) =>
        e.Count("transition") is not { } number || e.Status("to") is not { } to
            ? null
            : new PipelineTransition
            {
                Number = number, Version = e.Count("version") ?? 0, Stage = e.Text("stage_type"),
                From = e.Status("from") ?? to, FromWord = e.StatusWord("from"), To = to, ToWord = e.StatusWord("to"),
                Attempt = (int)(e.Count("attempt") ?? 0),
                IsNewAttempt = e.Flag("new_attempt"), Timestamp = e.Time("timestamp") ?? default,
                Message = e.Text("message"),
            };

    /// <summary>Children of a status that is not known are counted as processing.</summary>
    public static ImmutableSortedDictionary<PipelineStatus, int> Children(JsonElement e)
    {
        var counts = ImmutableSortedDictionary.CreateBuilder<PipelineStatus, int>();
        if (!e.TryGetProperty("children", out var children) || children.ValueKind != JsonValueKind.Object)
            return ImmutableSortedDictionary<PipelineStatus, int>.Empty;
        foreach (var child in children.EnumerateObject())
            if (child.Value.ValueKind == JsonValueKind.Number && child.Value.TryGetInt32(out var count))
            {
                var status = StatusNames.TryParse(child.Name, out var known) ? known : PipelineStatus.Processing;
                counts[status] = counts.GetValueOrDefault(status) + count;
            }

        return counts.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, string> Attributes(JsonElement e) =>
        Texts(e, static name => !FieldNames.IsOfProtocol(name));

    private static PipelineResult? Result(JsonElement e) =>
        e.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Object
            ? new PipelineResult
            {
                Uri = result.Text("uri"), Text = result.Text("text"),
                Attributes = result.TryGetProperty("attributes", out var all) && all.ValueKind == JsonValueKind.Object
                    ? Texts(all, static _ => true)
                    : ImmutableSortedDictionary<string, string>.Empty,
            }
            : null;

    private static ImmutableSortedDictionary<string, string> Texts(JsonElement e, Func<string, bool> isWanted)
    {
        var texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var property in e.EnumerateObject())
            if (property.Value.ValueKind == JsonValueKind.String && isWanted(property.Name))
                texts[property.Name] = property.Value.GetString()!;
        return texts.ToImmutable();
    }
}
