using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>How hard a document is to read, and why.</summary>
/// <param name="Level">The level.</param>
/// <param name="Reason">The measured reason.</param>
public sealed record Complexity(ComplexityLevel Level, LocalizedText Reason);
