using System.Text.Json;

namespace DocumentPipelineHost.Documents;

/// <summary>A document as lists show it.</summary>
/// <param name="DocumentId">Its id.</param>
/// <param name="Filename">Its name.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ContentType">By content.</param>
/// <param name="ProjectId">Its project, if it has one.</param>
/// <param name="Status">The newest processing's status, or <c>uploaded</c> where none was asked for.</param>
/// <param name="CreatedAt">When it was accepted.</param>
/// <param name="PipelineId">The newest processing.</param>
/// <param name="HasSummary">Whether its summary can be read.</param>
/// <param name="HasIndex">Whether it can be searched.</param>
/// <param name="HasAnalysis">Whether its analysis can be read.</param>
/// <param name="Pages">How many pages it has, once it is parsed.</param>
/// <param name="State">The newest processing's full state.</param>
public sealed record DocumentItem(
    string DocumentId,
    string Filename,
    long Size,
    string ContentType,
    string? ProjectId,
    string Status,
    DateTimeOffset CreatedAt,
    string? PipelineId,
    bool HasSummary,
    bool HasIndex,
    bool HasAnalysis,
    int? Pages,
    JsonElement? State)
{
    /// <summary>
    /// What its pages are: "page", "slide", or "section" where there are no pages, or their numbers are not known.
    /// </summary>
    public string PageKind { get; init; } = "page";

    /// <summary>What was left out, where and why; empty where nothing was. Null in lists.</summary>
    public IReadOnlyList<WarningAnswer>? Warnings { get; init; }
}
