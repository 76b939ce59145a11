using System.Text.Json;

namespace Dpa.Realtime.Client.Protocol;

/// <summary>Reads the question of a state. One that cannot be read is none: the state is shown all the same.</summary>
internal static class QuestionReader
{
    public static PipelineQuestion? Read(JsonElement state)
    {
        if (
            !state.TryGetProperty("question", out var e)
            || e.ValueKind != JsonValueKind.Object
            || e.Text("id") is not { } id
            || e.Text("text") is not { } text)
            return null;
        return new PipelineQuestion(id, text)
        {
            Stage = e.Text("stage_type"),
            Choices = e.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array
                ? [.. choices.EnumerateArray().Where(IsText).Select(c => c.GetString()!)]
                : [],
            Schema = e.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.Object
                ? schema.GetRawText()
                : null,
            ExpiresAt = e.Time("expires_at"),
        };
    }

    private static bool IsText(JsonElement e) => e.ValueKind == JsonValueKind.String;
}
