namespace DocumentEngine.Summarizing;

/// <summary>A main heading of the document.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Page">The page it stands on.</param>
public sealed record KeySection(string Title, int Page);
