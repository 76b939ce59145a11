namespace DocumentEngine.Analyzing;

/// <summary>A place where the text points to another part of itself, as it is written.</summary>
public sealed record CrossReference(string Text, int Page);
