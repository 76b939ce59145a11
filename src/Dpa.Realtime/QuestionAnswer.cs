using System.Text.Json;

namespace Dpa.Realtime;

/// <summary>The one answer to a <see cref="PipelineQuestion"/>.</summary>
public sealed record QuestionAnswer
{
    internal QuestionAnswer(string questionId, string json)
    {
        QuestionId = questionId;
        Json = json;
    }

    /// <summary>The question's id.</summary>
    public string QuestionId { get; }

    /// <summary>The answer as JSON, at most 2,048 bytes: a text in quotes, a number, an object and so on.</summary>
    public string Json { get; }

    /// <summary>The answer's text where it is one, for example a choice; otherwise <see cref="Json"/>.</summary>
    public string Text => Json.StartsWith('"') ? Unquoted() : Json;

    /// <summary>The user who answered.</summary>
    public string AnsweredBy { get; internal init; } = "";

    /// <summary>When the answer was accepted.</summary>
    public DateTimeOffset AnsweredAt { get; internal init; }

    /// <summary>The stage that asked, or null. Its next attempt from 0 asks again.</summary>
    internal string? Stage { get; init; }

    /// <summary>Made for each request: the same one again is the same answer and no second one.</summary>
    internal string Request { get; init; } = "";

    private string Unquoted()
    {
        using var document = JsonDocument.Parse(Json);
        return document.RootElement.GetString()!;
    }
}
