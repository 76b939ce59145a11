using System.Collections.Immutable;
using System.Text.Json;

namespace Dpa.Realtime.Protocol;

/// <summary>The <c>result</c> of a state, both ways (docs/protocol.md#pipeline_progress-the-full-state).</summary>
internal static class ResultJson
{
    public static void Write(Utf8JsonWriter w, PipelineResult result)
    {
        w.WriteStartObject("result");
        if (result.Uri is not null) w.WriteString("uri", result.Uri);
        if (result.Text is not null) w.WriteString("text", result.Text);
        if (!result.Attributes.IsEmpty)
        {
            w.WriteStartObject("attributes");
            foreach (var (name, value) in result.Attributes) w.WriteString(name, value);
            w.WriteEndObject();
        }

        w.WriteEndObject();
    }

    public static PipelineResult? Read(JsonElement state) =>
        state.TryGetProperty("result", out var e) && e.ValueKind == JsonValueKind.Object
            ? new PipelineResult(Text(e, "uri"), Text(e, "text")) { Attributes = Attributes(e) }
            : null;

    private static ImmutableSortedDictionary<string, string> Attributes(JsonElement e)
    {
        var attributes = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (!e.TryGetProperty("attributes", out var all) || all.ValueKind != JsonValueKind.Object)
            return attributes.ToImmutable();
        foreach (var property in all.EnumerateObject())
            if (property.Value.ValueKind == JsonValueKind.String)
                attributes[property.Name] = property.Value.GetString()!;
        return attributes.ToImmutable();
    }

    private static string? Text(JsonElement e, string name) =>
        e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;
}
