namespace DocumentEngine.Blocks;

/// <summary>A place that a text under construction can be cut back to.</summary>
/// <param name="Length">The text's length.</param>
/// <param name="Headings">How many headings it has.</param>
/// <param name="Pictures">How many large pictures it has.</param>
/// <param name="Open">The heading that is not ended, if any.</param>
internal readonly record struct MarkedPlace(int Length, int Headings, int Pictures, (int Offset, int Level)? Open);
