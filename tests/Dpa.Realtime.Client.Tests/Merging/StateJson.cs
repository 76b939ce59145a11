using System.Globalization;
using System.Text.Json.Nodes;

namespace Dpa.Realtime.Client.Tests.Merging;

/// <summary>A state in the words of the wire, to be compared with what a vector expects.</summary>
internal static class StateJson
{
    public static JsonObject Of(PipelineState s)
    {
        var json = new JsonObject
        {
            ["status"] = Name(s.Status),
            ["status_word"] = s.StatusWord,
            ["overall_progress"] = s.OverallProgress,
            ["current_stage"] = s.CurrentStage,
            ["message"] = s.Message,
            ["eta_ms"] = s.Eta?.TotalMilliseconds,
            ["eta_low_ms"] = s.EtaLow?.TotalMilliseconds,
            ["eta_high_ms"] = s.EtaHigh?.TotalMilliseconds,
            ["question"] = s.Question is { } question ? Of(question) : null,
            ["result"] = s.Result is { } result ? Of(result) : null,
            ["attempt"] = s.Attempt,
            ["stalled"] = s.Stalled ? true : null,
            ["completed"] = s.Status == PipelineStatus.Completed,
            ["can_cancel"] = s.CanCancel,
            ["can_interrupt"] = s.CanInterrupt,
            ["can_retry"] = s.CanRetry,
            ["error"] = s.Error?.Message,
            ["owner"] = s.Owner,
            ["kind"] = s.Kind,
            ["name"] = s.Name,
            ["created_at"] = Time(s.CreatedAt),
            ["timestamp"] = Time(s.Timestamp),
            ["stages"] = new JsonArray([.. s.Stages.Select(Of)]),
        };
        foreach (var (name, value) in s.Attributes) json[name] = value;
        return json;
    }

    private static JsonObject Of(PipelineResult r) => new()
    {
        ["uri"] = r.Uri,
        ["text"] = r.Text,
        ["attributes"] = r.Attributes.IsEmpty
            ? null
            : new JsonObject(r.Attributes.Select(a => KeyValuePair.Create<string, JsonNode?>(a.Key, a.Value))),
    };

    public static JsonObject Of(PipelineTransition t) => new()
    {
        ["transition"] = t.Number,
        ["version"] = t.Version,
        ["stage_type"] = t.Stage,
        ["from"] = Name(t.From),
        ["from_word"] = t.FromWord,
        ["to"] = Name(t.To),
        ["to_word"] = t.ToWord,
        ["attempt"] = t.Attempt,
        ["new_attempt"] = t.IsNewAttempt ? true : null,
        ["timestamp"] = Time(t.Timestamp),
        ["message"] = t.Message,
    };

    /// <summary>
    /// Objects are compared by the fields that are expected, null being the same as absent; lists by their length and
    /// element by element.
    /// </summary>
    public static void Same(JsonNode? expected, JsonNode? actual, string path)
    {
        if (expected is JsonObject fields)
        {
            Assert.True(actual is JsonObject, $"{path} is {actual?.ToJsonString() ?? "absent"}.");
            foreach (var (field, value) in fields) Same(value, actual![field], $"{path}.{field}");
        }
        else if (expected is JsonArray elements)
        {
            Assert.True(
                actual is JsonArray found && found.Count == elements.Count,
                $"{path} is {actual?.ToJsonString() ?? "absent"}, {elements.Count} were expected.");
            for (var i = 0; i < elements.Count; i++)
                Same(elements[i], actual![i], $"{path}[{i}]");
        }
        else
        {
            Assert.Equal(expected?.ToJsonString() ?? "absent", actual?.ToJsonString() ?? "absent");
        }
    }

    private static JsonObject Of(PipelineQuestion q) => new()
    {
        ["id"] = q.Id,
        ["stage_type"] = q.Stage,
        ["text"] = q.Text,
        ["choices"] = q.Choices.IsEmpty ? null : new JsonArray([.. q.Choices.Select(c => JsonValue.Create(c))]),
        ["schema"] = q.Schema is { } schema ? JsonNode.Parse(schema) : null,
        ["expires_at"] = q.ExpiresAt is { } until ? Time(until) : null,
    };

    private static JsonObject Of(StageState s) =>
        new()
        {
            ["id"] = s.Id,
            ["name"] = s.Name,
            ["version"] = s.Version,
            ["weight"] = s.Weight,
            ["status"] = Name(s.Status),
        ["status_word"] = s.StatusWord,
            ["progress"] = s.Progress,
            ["attempt"] = s.Attempt,
            ["message"] = s.Message,
            ["completed_units"] = s.CompletedUnits,
            ["total_units"] = s.TotalUnits,
            ["unit"] = s.Unit,
            ["eta_ms"] = s.Eta?.TotalMilliseconds,
            ["eta_low_ms"] = s.EtaLow?.TotalMilliseconds,
            ["eta_high_ms"] = s.EtaHigh?.TotalMilliseconds,
            ["indeterminate"] = s.Indeterminate ? true : null,
            ["can_interrupt"] = s.CanInterrupt,
            ["started_at"] = s.StartedAt is { } started ? Time(started) : null,
            ["completed_at"] = s.CompletedAt is { } completed ? Time(completed) : null,
            ["duration"] = s.Duration?.TotalSeconds,
            ["error"] = s.Error?.Message,
            ["error_info"] = s.Error is { } e
                ? new JsonObject
                {
                    ["code"] = e.Code,
                    ["message"] = e.Message,
                    ["suggestion"] = e.Suggestion,
                    ["retryable"] = e.Retryable,
                }
                : null,
        };

    public static string Name(PipelineStatus status) => status.ToString().ToLowerInvariant();

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
