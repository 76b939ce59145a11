using System.Text;
using System.Text.Json;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Publishing;

/// <summary>
/// The bounds of a question (docs/protocol.md#questions), each with a message that describes what to change.
/// </summary>
internal static class QuestionRules
{
    private static readonly JsonDocumentOptions SchemaOptions = new() { MaxDepth = WireBounds.MaxSchemaDepth };

    /// <returns>The question with its schema in compact form.</returns>
    public static PipelineQuestion Checked(PipelineQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (!WireBounds.IsPipelineId(question.Id))
            throw Wrong("A question's id has 1 to 128 characters of A-Z a-z 0-9 . _ : -");
        if (question.Text is not { Length: > 0 and <= WireBounds.MaxMessage })
            throw Wrong($"A question's text has 1 to {WireBounds.MaxMessage} characters.");
        if (question.Choices is null) throw Wrong("A question's choices are not null. Leave them out.");
        if (question.Choices.Count > WireBounds.MaxChoices)
            throw Wrong($"A question has at most {WireBounds.MaxChoices} choices.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var choice in question.Choices)
        {
            if (choice is not { Length: > 0 and <= WireBounds.MaxName })
                throw Wrong($"A choice has 1 to {WireBounds.MaxName} characters.");
            if (!seen.Add(choice)) throw Wrong("Two choices of a question are the same.");
        }

        return question with { Choices = [.. question.Choices], Schema = Compact(question.Schema) };
    }

    private static string? Compact(string? schema)
    {
        if (schema is null) return null;
        try
        {
            using var document = JsonDocument.Parse(schema, SchemaOptions);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Wrong("A question's schema is a JSON object.");
            var bytes = JsonWriting.Encode(document.RootElement, static (w, root) => root.WriteTo(w));
            return bytes.Length <= WireBounds.MaxSchemaBytes
                ? Encoding.UTF8.GetString(bytes)
                : throw Wrong($"A question's schema has at most {WireBounds.MaxSchemaBytes} bytes.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Wrong($"A question's schema is JSON of at most {WireBounds.MaxSchemaDepth} levels.");
        }
    }

    private static ArgumentException Wrong(string message) => new(message);
}
