using System.Text.RegularExpressions;
using DocumentEngine.Documents;
using DocumentEngine.Summarizing;
using DocumentEngine.Text;

namespace DocumentEngine.Analyzing;

/// <summary>
/// Reads the structure, the entities and the references out of the pages. Promises: deterministic, linear in the text,
/// bounded in what it returns.
/// </summary>
public sealed class Analyzer
{
    private const int MaxHeadings = 300;
    private const int MaxCandidates = 3_000;
    private const int MaxEntitiesOfKind = 50;
    private const int MaxReferences = 200;
    private const int MaxPagesOfEntity = 10;

    private readonly List<Heading> _declared;
    private readonly List<TextBlock> _candidates = [];
    private readonly List<ParsedPage> _pages = [];
    private readonly Dictionary<(EntityKind Kind, string Text), List<int>> _entities = [];
    private readonly List<CrossReference> _references = [];
    private int _characters;
    private int _words;

    /// <summary>Begins an analysis.</summary>
    /// <param name="outline">The headings that the document declares. Without them, headings are detected by their
    /// form.</param>
    public Analyzer(IReadOnlyList<OutlineEntry> outline)
    {
        ArgumentNullException.ThrowIfNull(outline);
        _declared =
        [
            .. outline.Take(MaxHeadings).Select(static entry => new Heading(entry.Title, entry.Level, entry.Page)),
        ];
    }

    /// <summary>Takes one page.</summary>
    public void Add(ParsedPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (_declared.Count == 0)
        {
            _pages.Add(page);
            AddHeadings(page);
        }

        foreach (var (kind, pattern) in EntityPatterns.All)
        {
            foreach (Match match in pattern.Matches(page.Text))
                AddEntity(kind, match.Value.Trim().TrimEnd('.', ','), page.Number);
        }

        foreach (Match match in EntityPatterns.Reference.Matches(page.Text))
        {
            if (_references.Count < MaxReferences)
                _references.Add(new CrossReference(match.Value.Trim(), page.Number));
        }

        _characters += page.Text.Count(static letter => !char.IsWhiteSpace(letter));
        _words += WordCount.Of(page.Text);
    }

    /// <summary>What was found.</summary>
    /// <param name="readingMinutes">As the summary measured it.</param>
    public AnalysisResult Finish(int readingMinutes) =>
        new(
            _declared.Count > 0 ? _declared : Headings(),
            [
                .. _entities
                    .GroupBy(static entity => entity.Key.Kind)
                    .OrderBy(static kind => kind.Key)
                    .SelectMany(static kind =>
                        kind.OrderByDescending(static entity => entity.Value.Count)
                            .ThenBy(static entity => entity.Key.Text, StringComparer.Ordinal)
                            .Take(MaxEntitiesOfKind))
                    .Select(static entity => new Entity(
                        entity.Key.Kind, entity.Key.Text, entity.Value.Count,
                        [.. entity.Value.Distinct().Take(MaxPagesOfEntity)])),
            ],
            _references, readingMinutes, _characters, _words);

    private void AddEntity(EntityKind kind, string text, int page)
    {
        if (!_entities.TryGetValue((kind, text), out var pages))
            _entities[(kind, text)] = pages = [];
        pages.Add(page);
    }

    // A line of a table of contents ends in its page number after dots.
    private void AddHeadings(ParsedPage page)
    {
        foreach (var each in page.Text.Split('\n'))
        {
            var line = each.Trim();
            if (_candidates.Count < MaxCandidates
                && HeadingPattern.Level(line) is > 0 and < TextBlock.UnknownLevel and var level
                && !LinePattern.IsContentsEntry(line))
                _candidates.Add(new TextBlock(line, page.Number, level));
        }
    }

    // The summary's own headings. Titles that stand above every page alone are no headings there: they are listed once.
    private List<Heading> Headings()
    {
        var found = DocumentHeadings.Of(DocumentStructure.Read(_pages, [], CancellationToken.None));
        return
        [
            .. (found.Count > 0 ? found : HeadingSequence.Confirm(_candidates).Where(static block => block.IsHeading))
                .DistinctBy(static block => block.Text)
                .Take(MaxHeadings)
                .Select(static block => new Heading(block.Text, block.HeadingLevel, block.Page)),
        ];
    }
}
