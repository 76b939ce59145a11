namespace DocumentEngine.Analyzing;

/// <summary>A heading, its depth (from 1) and its page.</summary>
public sealed record Heading(string Title, int Level, int Page);
