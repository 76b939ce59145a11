using System.Text;

namespace DocumentEngine.Docx;

/// <summary>A paragraph under construction.</summary>
internal sealed class WordParagraph
{
    public StringBuilder Text { get; } = new();

    public string Style { get; set; } = "";

    /// <summary>What comes after it: its notes, and the text boxes that hang on it.</summary>
    public List<string> After { get; } = [];
}
