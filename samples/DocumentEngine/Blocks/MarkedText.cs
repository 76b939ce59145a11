using System.Text;
using DocumentEngine.Documents;

namespace DocumentEngine.Blocks;

/// <summary>A text under construction that remembers where its headings are.</summary>
internal sealed class MarkedText
{
    private const int MaxHeadings = 5_000;
    private const int MaxTitle = 200;

    private readonly StringBuilder _text = new();
    private readonly List<(int Offset, int Level, string Title)> _headings = [];
    private (int Offset, int Level)? _open;

    /// <summary>The headings with their places, in order.</summary>
    public IReadOnlyList<(int Offset, int Level, string Title)> Headings => _headings;

    public int Length => _text.Length;

    public void Append(string text) => _text.Append(text.Contains('\r') ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') : text);

    public void Append(char c) => _text.Append(c);

    public void BeginHeading(int level)
    {
        Append("\n\n");
        _open = (_text.Length, level);
    }

    public void EndHeading()
    {
        if (_open is not var (offset, level))
            return;
        _open = null;
        var title = DocumentTitle.Clean(_text.ToString(offset, Math.Min(MaxTitle, _text.Length - offset)));
        if (title is not null && _headings.Count < MaxHeadings)
            _headings.Add((offset, level, title));
        Append("\n\n");
    }

    public override string ToString() => _text.ToString();
}
