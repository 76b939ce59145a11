using System.Text.Json;

namespace DocumentPipelineHost.Documents;

/// <summary>
/// A pipeline's state for lists: of its transitions only the warnings are kept, and the stages have no ids of their
/// own, since these are half of it on the wire.
/// </summary>
internal static class BriefState
{
    private const string Transitions = "transitions";
    private const string Stages = "stages";
    private const string StageId = "stage_id";

    public static DocumentItem Of(DocumentItem item) =>
        item.State is { } state && state.TryGetProperty(Transitions, out _) ? item with { State = Of(state) } : item;

    private static JsonElement Of(JsonElement state)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var field in state.EnumerateObject())
            {
                if (field.NameEquals(Transitions))
                    WriteWarnings(writer, field.Value);
                else if (field.NameEquals(Stages))
                    WriteStages(writer, field.Value);
                else
                    field.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(json.GetBuffer().AsSpan(0, (int)json.Length));
    }

    private static void WriteWarnings(Utf8JsonWriter writer, JsonElement transitions)
    {
        writer.WriteStartArray(Transitions);
        foreach (var transition in transitions.EnumerateArray().Where(IsWarning))
            transition.WriteTo(writer);
        writer.WriteEndArray();
    }

    private static void WriteStages(Utf8JsonWriter writer, JsonElement stages)
    {
        writer.WriteStartArray(Stages);
        foreach (var stage in stages.EnumerateArray())
        {
            writer.WriteStartObject();
            foreach (var field in stage.EnumerateObject().Where(static field => !field.NameEquals(StageId)))
                field.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>As docs/protocol.md#transition has it: a change of no status that begins no attempt.</summary>
    private static bool IsWarning(JsonElement transition) =>
        !transition.TryGetProperty("new_attempt", out _)
        && transition.TryGetProperty("from", out var from)
        && transition.TryGetProperty("to", out var to)
        && string.Equals(from.GetString(), to.GetString(), StringComparison.Ordinal);
}
