using System.Text;

namespace DocumentEngine.Docx;

/// <summary>A paragraph under construction.</summary>
internal sealed class WordParagraph
{
    public StringBuilder Text { get; } = new();

    public string Style { get; set; } = "";

    /// <summary>The list that it belongs to by itself, not by its style; "0" for none.</summary>
    public string? List { get; set; }

    /// <summary>Its level in the list, from 0; null where its style decides.</summary>
    public int? Level { get; set; }

    /// <summary>What comes after it: its notes, and the text boxes that hang on it.</summary>
    public List<string> After { get; } = [];

    /// <summary>Where large pictures stand in its text.</summary>
    public List<int> Pictures { get; } = [];

    /// <summary>Another page begins inside of it: what hangs on it so far belongs to the page that ends.</summary>
    public void BreakPage()
    {
        if (After.Count > 0)
            Text.Append("\n\n").AppendJoin("\n\n", After).Append("\n\n");
        After.Clear();
        Text.Append('\f');
    }
}
