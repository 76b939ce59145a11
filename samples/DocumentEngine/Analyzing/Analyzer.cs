using System.Text.RegularExpressions;
using DocumentEngine.Documents;

namespace DocumentEngine.Analyzing;

/// <summary>Reads the structure, the entities and the references out of the pages. Promises: deterministic, linear in the text, bounded in what it returns.</summary>
public sealed class Analyzer
{
    private const int MaxHeadings = 300;
    private const int MaxEntitiesOfKind = 50;
    private const int MaxReferences = 200;
    private const int MaxPagesOfEntity = 10;

    private readonly List<Heading> _headings;
    private readonly bool _hasOutline;
    private readonly Dictionary<(EntityKind Kind, string Text), List<int>> _entities = [];
    private readonly List<CrossReference> _references = [];
    private int _characters;
    private int _words;

    /// <summary>Begins an analysis.</summary>
    /// <param name="outline">The headings that the document declares; without them, headings are told by their looks.</param>
    public Analyzer(IReadOnlyList<OutlineEntry> outline)
    {
        ArgumentNullException.ThrowIfNull(outline);
        _headings = [.. outline.Take(MaxHeadings).Select(static entry => new Heading(entry.Title, entry.Level, entry.Page))];
        _hasOutline = outline.Count > 0;
    }

    /// <summary>Takes one page.</summary>
    public void Add(ParsedPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (!_hasOutline)
            AddHeadings(page);
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
    public AnalysisResult Finish(int readingMinutes) => new(
        _headings,
        [.. _entities
            .GroupBy(static entity => entity.Key.Kind)
            .OrderBy(static kind => kind.Key)
            .SelectMany(static kind => kind
                .OrderByDescending(static entity => entity.Value.Count)
                .ThenBy(static entity => entity.Key.Text, StringComparer.Ordinal)
                .Take(MaxEntitiesOfKind))
            .Select(static entity => new Entity(
                entity.Key.Kind, entity.Key.Text, entity.Value.Count, [.. entity.Value.Distinct().Take(MaxPagesOfEntity)]))],
        _references,
        readingMinutes,
        _characters,
        _words);

    private void AddEntity(EntityKind kind, string text, int page)
    {
        if (!_entities.TryGetValue((kind, text), out var pages))
            _entities[(kind, text)] = pages = [];
        pages.Add(page);
    }

    private void AddHeadings(ParsedPage page)
    {
        foreach (var line in page.Text.Split('\n'))
        {
            if (_headings.Count >= MaxHeadings || line.Length is 0 or > 100)
                continue;
            // A line of a table of contents ends in its page number after dots.
            if (EntityPatterns.Heading.Match(line) is { Success: true } match && !line.Contains("....", StringComparison.Ordinal))
                _headings.Add(new Heading(Title(match), Level(match), page.Number));
        }
    }

    private static string Title(Match match) =>
        match.Groups["number"] is { Success: true } number ? $"{number.Value} {match.Groups["title"].Value.Trim()}" : match.Groups["title"].Value.Trim();

    private static int Level(Match match) =>
        match.Groups["number"] is { Success: true } number ? number.Value.Count(static letter => letter == '.') + 1 : 1;
}
