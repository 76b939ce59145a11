using System.Text;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;
using DocumentEngine.Messages;
using DocumentEngine.Text;

namespace DocumentEngine.Docx;

/// <summary>
/// The text that a walk through a part of a Word document writes: paragraphs, rows, boxes and notes in the order of
/// the page.
/// </summary>
/// <param name="text">Where the text goes.</param>
/// <param name="styles">What the paragraphs' styles mean.</param>
/// <param name="notes">The notes that the part refers to.</param>
/// <param name="warnings">Where what is left out is counted.</param>
internal sealed class WordText(MarkedText text, WordStyles styles, WordNotes notes, DocumentWarnings warnings)
{
    private const int MaxCharacters = 30_000_000;
    private const int MostBoxes = 64;

    // What a paragraph's text is written to: the part, or the text box that the reader is in.
    private readonly Stack<MarkedText> _targets = new([text]);
    private readonly Stack<WordParagraph> _paragraphs = [];
    private readonly List<string> _endnotes = [];
    private readonly WordCells _cells = new();
    private readonly Ruby _ruby = new();
    private bool _isRubyBase;
    private long _written;

    /// <summary>The text of a paragraph in the style of a title, or null.</summary>
    public string? Title { get; private set; }

    /// <summary>True for headers and notes: their headings are none of the document's.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Counts lists and headings; null where nothing is numbered.</summary>
    public WordNumbering? Numbering { get; init; }

    /// <summary>Where pages begin; null for headers and notes, which begin none.</summary>
    public WordBreaks? Breaks { get; init; }

    /// <summary>The paragraph that is open; null outside of any.</summary>
    public WordParagraph? Paragraph => _paragraphs.TryPeek(out var paragraph) ? paragraph : null;

    // Text outside of any paragraph violates the format, and is kept nevertheless.
    public StringBuilder Current()
    {
        if (_paragraphs.Count == 0)
            _paragraphs.Push(new());
        return _paragraphs.Peek().Text;
    }

    public void BeginParagraph() => _paragraphs.Push(new());

    public void EndParagraph()
    {
        if (!_paragraphs.TryPop(out var paragraph))
            return;
        paragraph.Text.Append(_ruby.Take());
        // A page that begins with the paragraph begins before its number.
        var words = paragraph.Text.ToString().TrimStart('\f');
        var breaks = new string('\f', paragraph.Text.Length - words.Length);
        var start = Target().Length;
        if (!_cells.IsInside)
            Target().Append(breaks);
        if (styles.IsContents(paragraph.Style))
        {
            warnings.LeftOut(MessageCatalog.Text("part.contents_lines"));
            Target().Append(new string('\f', words.Count(static c => c == '\f')));
        }
        else if (_cells.IsInside)
        {
            Target().Append(_cells.Paragraph(breaks + WithNumber(paragraph, words)));
        }
        else
        {
            AppendParagraph(WithNumber(paragraph, words), paragraph.Style);
        }

        foreach (var after in paragraph.After)
            Target().Append(_cells.IsInside ? _cells.Paragraph(after) : after + "\n\n");
        foreach (var at in paragraph.Pictures)
            Target().MarkPicture(start + at);
    }

    /// <summary>A table, row or cell begins or ends.</summary>
    public void Cell(string element, bool isEnd) =>
        Target().Append(isEnd ? _cells.End(element) : _cells.Start(element));

    public void BeginBox()
    {
        if (_targets.Count > MostBoxes)
            throw DocumentErrors.UnpacksToTooMuch();
        _targets.Push(new());
    }

    public void EndBox()
    {
        if (_targets.Count == 1)
            return;
        var box = _targets.Pop().ToString().Trim();
        if (Paragraph is { } anchor)
            anchor.After.Add(box);
        else
            Target().Append("\n\n" + box + "\n\n");
    }

    /// <summary>
    /// Word has noted that a page begins, or the writer begins one. Boxes lie on their pages and begin none.
    /// </summary>
    public void BreakPage(bool isByHand)
    {
        if (Breaks is null || _targets.Count > 1)
        {
            Append(isByHand ? "\n" : "");
            return;
        }

        if (isByHand)
            Breaks.ByHand();
        else if (!Breaks.Noted(_cells))
            return;
        _ = Current();
        _paragraphs.Peek().BreakPage();
    }

    public void BeginReading() => _ruby.Begin(Current().Length);

    public void EndReading() => _ruby.End(Current());

    /// <summary>The words that a reading belongs to begin or end.</summary>
    public void RubyBase(bool isEnd) => _isRubyBase = !isEnd;

    /// <summary>A large picture stands here.</summary>
    public void Picture()
    {
        if (_targets.Count == 1)
            Paragraph?.Pictures.Add(Paragraph.Text.Length);
    }

    /// <summary>A note is referred to. Those at the end of the document are shown there.</summary>
    public void Note(string kind, string id)
    {
        if (notes.Text(kind, id) is not { } note)
            return;
        Count(note.Length);
        if (kind == "endnote" && !IsPlain)
            _endnotes.Add(note);
        else
            Paragraph?.After.Add(note);
    }

    /// <summary>Words that hang on the paragraph: of a chart or a diagram.</summary>
    public void AppendAfter(string words)
    {
        Count(words.Length);
        if (!string.IsNullOrWhiteSpace(words) && Paragraph is { } paragraph)
            paragraph.After.Add(WithoutFeeds(words).Trim());
    }

    /// <summary>A piece of another format.</summary>
    public void AppendPiece(string words)
    {
        Count(words.Length);
        Target().Append("\n\n" + WithoutFeeds(words) + "\n\n");
    }

    /// <summary>Words of the page.</summary>
    public void AppendText(string words)
    {
        if (words.Length == 0)
            return;
        if (!string.IsNullOrWhiteSpace(words))
            Breaks?.Text();
        Append((_isRubyBase ? "" : _ruby.Take()) + WithoutFeeds(words));
    }

    public void Append(string words)
    {
        Count(words.Length);
        Current().Append(words);
    }

    /// <summary>The part ends.</summary>
    public void Finish()
    {
        while (_paragraphs.Count > 0)
            EndParagraph();
        foreach (var note in _endnotes)
            text.Append($"{note}\n\n");
    }

    // The number of a list's item, or of a heading, as the page shows it; an empty paragraph has none.
    private string WithNumber(WordParagraph paragraph, string words)
    {
        if (string.IsNullOrWhiteSpace(words))
            return words;
        var (list, level) = styles.List(paragraph.Style);
        var number = Numbering?.Next(paragraph.List ?? list, paragraph.Level ?? level) ?? "";
        Count(number.Length);
        return number.Length > 0 ? $"{number} {words}" : words;
    }

    private void AppendParagraph(string words, string style)
    {
        var target = Target();
        if (styles.IsTitle(style))
            Title ??= words;
        if (!IsPlain && _targets.Count == 1 && styles.HeadingLevel(style) is { } level)
            target.BeginHeading(level);
        target.Append(words);
        target.EndHeading();
        target.Append("\n\n");
    }

    // Only pages of the document's own begin with one.
    private static string WithoutFeeds(string words) =>
        words.Contains('\f', StringComparison.Ordinal) ? words.Replace('\f', ' ') : words;

    private void Count(int characters)
    {
        _written += characters;
        if (_written > MaxCharacters)
            throw DocumentErrors.TooMuchText();
    }

    private MarkedText Target() => _targets.Peek();
}
