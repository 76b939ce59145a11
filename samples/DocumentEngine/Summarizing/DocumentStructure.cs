using DocumentEngine.Documents;
using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>
/// Headings and paragraphs of a document in order, without page headers, tables of contents and indexes.
/// </summary>
internal sealed class DocumentStructure
{
    private const double ContentsShare = 0.4;
    private const int FullLineColumns = 40;

    private readonly List<TextBlock> _blocks = [];
    private readonly List<string> _paragraph = [];
    private readonly OutlineIndex _outline;
    private int _page;
    private bool _isRest;

    private DocumentStructure(OutlineIndex outline) => _outline = outline;

    public static List<TextBlock> Read(
        IReadOnlyList<ParsedPage> pages, IReadOnlyList<OutlineEntry> outline, CancellationToken ct)
    {
        var running = new RunningLines(pages);
        var structure = new DocumentStructure(new(outline));
        foreach (var page in pages)
        {
            ct.ThrowIfCancellationRequested();
            structure.AddPage(running.Without(page), page.Number);
        }

        return outline.Count > 0 ? structure._blocks : HeadingSequence.Confirm(structure._blocks);
    }

    private static bool IsContents(List<string> lines)
    {
        var filled = lines.Where(line => line.Length > 0).ToList();
        var entries = filled.Count(line => LinePattern.IsContentsEntry(line) || LinePattern.IsIndexEntry(line));
        return entries >= 4
            && entries
                >= filled.Count * (filled.Take(3).Any(LinePattern.IsContentsTitle) ? ContentsShare / 2 : ContentsShare);
    }

    private void AddPage(List<string> lines, int page)
    {
        _page = page;
        _isRest = _blocks.Count > 0 && !_blocks[^1].IsHeading && !Sentences.EndsOne(_blocks[^1].Text);
        var isContents = IsContents(lines);
        for (var i = 0; i <= lines.Count; i++)
        {
            var line = i < lines.Count ? lines[i] : "";
            if (i + 1 < lines.Count && line.Length > 0 && LinePattern.IsUnderline(lines[i + 1]))
            {
                Close();
                _blocks.Add(
                    new(line, page, Math.Max(HeadingPattern.NumberedLevel(line), UnderlineLevel(lines[i + 1])))
                    {
                        IsUnderlined = true,
                    });
                i++;
            }
            else if (
                line.Length == 0
                || LinePattern.IsContentsEntry(line)
                || (isContents && LinePattern.IsIndexEntry(line)))
            {
                Close();
            }
            else
            {
                if (_paragraph.Count > 0 && !GoesOn(_paragraph[^1], line))
                    Close();
                _paragraph.Add(line);
            }
        }
    }

    private static int UnderlineLevel(string underline) => underline[0] is '*' or '#' or '=' ? 1 : 2;

    // A line of running text fills its column; a short line before a capital letter stands by itself (titles, tables,
    // code).
    private static bool GoesOn(string line, string next) => !LinePattern.IsListItem(next)
        && (line.Length + CjkScript.Count(line) >= FullLineColumns || char.IsLower(next[0]));

    private void Close()
    {
        if (_paragraph.Count == 0)
            return;
        var text = LineJoiner.Join(string.Join('\n', _paragraph));
        var level = _outline.Level(_page, text) ?? (_paragraph.Count == 1 ? HeadingPattern.Level(text) : 0);
        if (!_outline.IsEmpty && level is > 0 and < TextBlock.UnknownLevel && _outline.Level(_page, text) is null)
            level = 0;
        _paragraph.Clear();
        if (level > 0 && _blocks.Count > 0 && HeadingPattern.IsChapterNumber(_blocks[^1].Text))
            _blocks[^1] = _blocks[^1] with { Text = $"{_blocks[^1].Text} {text}", HeadingLevel = 1 };
        else
            _blocks.Add(new(text, _page, level) { StartsInsideSentence = _isRest && level == 0 });
        _isRest = false;
    }
}
