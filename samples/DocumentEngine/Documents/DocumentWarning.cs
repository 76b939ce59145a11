using DocumentEngine.Text;

namespace DocumentEngine.Documents;

/// <summary>Something of a document that its text does not hold, or not for certain: what, and why.</summary>
/// <param name="Code">One of <see cref="DocumentWarningCodes"/>.</param>
/// <param name="Message">What was left out and where, for the reader.</param>
public sealed record DocumentWarning(string Code, LocalizedText Message)
{
    /// <summary>
    /// The pages that it is about, as a person writes them ("1–3, 7"); null where it is not about pages.
    /// </summary>
    public string? Pages { get; init; }

    /// <summary>
    /// The part of the document that it is about, by name: a sheet, a chapter; null where it is about the whole.
    /// </summary>
    public string? Part { get; init; }
}
