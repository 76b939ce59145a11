using DocumentEngine.Text;

namespace DocumentEngine.Documents;

/// <summary>Something of a document that its text does not hold, or not for certain: what, and why.</summary>
/// <param name="Code">One of <see cref="DocumentWarningCodes"/>.</param>
/// <param name="Message">What was left out and where, for the reader.</param>
public sealed record DocumentWarning(string Code, LocalizedText Message);
