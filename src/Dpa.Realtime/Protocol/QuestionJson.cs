using System.Globalization;
using System.Text.Json;

namespace Dpa.Realtime.Protocol;

/// <summary>The <c>question</c> of a state, both ways (docs/protocol.md#questions).</summary>
internal static class QuestionJson
{
    public static void Write(Utf8JsonWriter w, PipelineQuestion question)
    {
        w.WriteStartObject("question");
        w.WriteString("id", question.Id);
        if (question.Stage is not null) w.WriteString("stage_type", question.Stage);
        w.WriteString("text", question.Text);
        if (question.Choices.Count > 0)
        {
            w.WriteStartArray("choices");
            foreach (var choice in question.Choices) w.WriteStringValue(choice);
            w.WriteEndArray();
        }

        if (question.Schema is not null)
        {
            w.WritePropertyName("schema");
            w.WriteRawValue(question.Schema, skipInputValidation: true); // checked when it was asked
        }

        if (question.ExpiresAt is { } until) WireTime.Write(w, "expires_at", until);
        w.WriteEndObject();
    }

    public static PipelineQuestion? Read(JsonElement state)
    {
        if (
            !state.TryGetProperty("question", out var e)
            || e.ValueKind != JsonValueKind.Object
            || Text(e, "id") is not { } id
            || Text(e, "text") is not { } text)
            return null;
        return new PipelineQuestion(id, text)
        {
            Stage = Text(e, "stage_type"),
            Choices = e.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array
                ? [.. choices.EnumerateArray().Select(c => c.GetString()).OfType<string>()]
                : [],
            Schema = e.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.Object
                ? schema.GetRawText()
                : null,
            ExpiresAt = Text(e, "expires_at") is { } time
                ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                : null,
        };
    }

    private static string? Text(JsonElement e, string name) =>
        e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;
}
