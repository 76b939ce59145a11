namespace DocumentEngine.Text;

/// <summary>
/// A word, or an unbroken run of CJK characters, in a text. A CJK run goes on over single line breaks.
/// </summary>
/// <param name="Start">Its first UTF-16 unit.</param>
/// <param name="End">The unit after its last.</param>
/// <param name="IsCjk">True for a CJK run, false for a word.</param>
internal readonly record struct TextRun(int Start, int End, bool IsCjk);
