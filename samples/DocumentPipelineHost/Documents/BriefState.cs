using System.Text.Json;

namespace DocumentPipelineHost.Documents;

/// <summary>
/// A pipeline's state for lists: of its transitions only the warnings are kept, since they are a third of it or more.
/// </summary>
internal static class BriefState
{
    private const string Transitions = "transitions";

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
                if (!field.NameEquals(Transitions))
                {
                    field.WriteTo(writer);
                    continue;
                }

                writer.WriteStartArray(Transitions);
                foreach (var transition in field.Value.EnumerateArray().Where(IsWarning))
                    transition.WriteTo(writer);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(json.GetBuffer().AsSpan(0, (int)json.Length));
    }

    /// <summary>As docs/protocol.md#transition has it: a change of no status that begins no attempt.</summary>
    private static bool IsWarning(JsonElement transition) =>
        !transition.TryGetProperty("new_attempt", out _)
        && transition.TryGetProperty("from", out var from)
        && transition.TryGetProperty("to", out var to)
        && string.Equals(from.GetString(), to.GetString(), StringComparison.Ordinal);
}
