using System.Text;
using DocumentEngine.Documents;

namespace DocumentEngine.Blocks;

/// <summary>A text under construction that remembers where its headings are.</summary>
internal sealed class MarkedText
{
    private const int MaxHeadings = 5_000;
    private const int MaxTitle = 200;
    private const int MaxPictures = 20_000;

    private readonly StringBuilder _text = new();
    private readonly List<(int Offset, int Level, string Title)> _headings = [];
    private readonly List<int> _pictures = [];
    private (int Offset, int Level)? _open;

    /// <summary>The headings with their places, in order.</summary>
    public IReadOnlyList<(int Offset, int Level, string Title)> Headings => _headings;

    public int Length => _text.Length;

    /// <summary>Where its large pictures stand, in order.</summary>
    public IReadOnlyList<int> Pictures => _pictures;

    public void Append(string text) =>
        _text.Append(
            text.Contains('\r') ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') : text);

    public void Append(char c) => _text.Append(c);

    /// <summary>A large picture stands at a place.</summary>
    /// <param name="offset">The place; that of the text's end where it lies beyond it.</param>
    public void MarkPicture(int offset)
    {
        if (_pictures.Count < MaxPictures)
            _pictures.Add(Math.Min(offset, _text.Length));
    }

    /// <summary>The end of the text, to cut back to.</summary>
    public MarkedPlace Place() => new(_text.Length, _headings.Count, _pictures.Count, _open);

    /// <summary>Takes out what was written after a place.</summary>
    /// <returns>Whether there were words.</returns>
    public bool CutTo(MarkedPlace place)
    {
        var hasWords = !string.IsNullOrWhiteSpace(ToString(place.Length));
        _text.Remove(place.Length, _text.Length - place.Length); // setting the length copies the rest of the text
        _headings.RemoveRange(place.Headings, _headings.Count - place.Headings);
        _pictures.RemoveRange(place.Pictures, _pictures.Count - place.Pictures);
        _open = place.Open;
        return hasWords;
    }

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

    /// <summary>What was written from a place on.</summary>
    public string ToString(int start) => _text.ToString(start, _text.Length - start);
}
