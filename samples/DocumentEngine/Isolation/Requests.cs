using DocumentEngine.Documents;
using DocumentEngine.Text;

namespace DocumentEngine.Isolation;

/// <summary>Read a file.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="FromPage">The first page to give, from 1; those before it are kept already.</param>
public sealed record ParseRequest(string Path, int FromPage);

/// <summary>Summarise the pages that follow.</summary>
/// <param name="Outline">The headings that the document declares.</param>
public sealed record SummarizeRequest(IReadOnlyList<OutlineEntry> Outline);

/// <summary>Analyse the pages that follow.</summary>
/// <param name="Outline">The headings that the document declares.</param>
/// <param name="ReadingMinutes">As the summary measured it.</param>
public sealed record AnalyzeRequest(IReadOnlyList<OutlineEntry> Outline, int ReadingMinutes);

/// <summary>How far a request is.</summary>
/// <param name="Done">Percent of a summary, or pages of an analysis.</param>
/// <param name="Message">For the reader; null where the number is sufficient.</param>
public sealed record StepProgress(int Done, LocalizedText? Message);

/// <summary>A <see cref="DocumentException"/> on its way to the host.</summary>
/// <param name="Code">A value of <see cref="DocumentErrorCodes"/>; null for an error of the disk.</param>
/// <param name="Message">What happened.</param>
/// <param name="Suggestion">What the person can do.</param>
/// <param name="Retryable">Whether trying again without a change may succeed.</param>
public sealed record FailureReport(string? Code, LocalizedText Message, LocalizedText Suggestion, bool Retryable);
