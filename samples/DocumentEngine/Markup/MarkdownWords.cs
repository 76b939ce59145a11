using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using DocumentEngine.Documents;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DocumentEngine.Markup;

/// <summary>The words of a Markdown paragraph, without its marks and without what its HTML hides.</summary>
internal static partial class MarkdownWords
{
    // These show something, or leave something out, without words between two tags.
    private static readonly FrozenSet<string> Shown =
        FrozenSet.ToFrozenSet(["img", "area", "input", "iframe", "embed"], StringComparer.Ordinal);

    // Their words are written in another form: readings in brackets, raised numbers, equations on one line.
    private static readonly FrozenSet<string> Formed =
        FrozenSet.ToFrozenSet(["ruby", "sup", "math"], StringComparer.Ordinal);

    /// <summary>The words.</summary>
    /// <param name="inlines">The parts of the paragraph, or null for none.</param>
    /// <param name="leftOut">Takes what is not read on purpose.</param>
    public static string Of(ContainerInline? inlines, DocumentWarnings leftOut)
    {
        var text = new StringBuilder();
        var parts = inlines?.Descendants().OfType<Inline>().ToList() ?? [];
        var ends = Ends(parts);
        for (var i = 0; i < parts.Count; i++)
        {
            if (!ends.TryGetValue(i, out var end))
            {
                text.Append(WordsOf(parts[i], leftOut));
                continue;
            }

            text.Append(HtmlReader.PlainText(ElementOf(parts, i, end), leftOut));
            i = end;
        }

        return text.ToString();
    }

    /// <summary>An element as HTML; of one that is not read, one word instead of all of them.</summary>
    private static string ElementOf(List<Inline> parts, int start, int end)
    {
        var (first, last) = (((HtmlInline)parts[start]).Tag, ((HtmlInline)parts[end]).Tag);
        var inner = parts[(start + 1)..end];
        if (Formed.Contains(NameOf(TagName().Match(first))))
            return first + string.Concat(inner.Select(Html)) + last;
        return first + (inner.Exists(each => !string.IsNullOrWhiteSpace(WordsOf(each, new()))) ? "x" : "") + last;
    }

    private static string Html(Inline inline) => inline is HtmlInline html
        ? html.Tag
        : WordsOf(inline, new())
            .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private static string WordsOf(Inline inline, DocumentWarnings leftOut) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        AutolinkInline link => link.Url,
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        LineBreakInline => "\n",
        TaskList task => task.Checked ? "☒" : "☐",
        HtmlInline html when html.Tag.StartsWith("<br", StringComparison.OrdinalIgnoreCase) => "\n",
        HtmlInline html when TagName().Match(html.Tag) is { Success: true } tag => HtmlNames.IsBlock(NameOf(tag))
            ? "\n"
            : Shown.Contains(NameOf(tag)) ? Apart(HtmlReader.PlainText(html.Tag, leftOut)) : "",
        _ => "",
    };

    private static string Apart(string words) => words.Length > 0 ? $" {words} " : "";

    /// <summary>For each start tag whose content is not read, or in another form, the place of its end tag.</summary>
    private static Dictionary<int, int> Ends(List<Inline> parts)
    {
        var ends = new Dictionary<int, int>();
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            if (parts[i] is not HtmlInline html || TagName().Match(html.Tag) is not { Success: true } tag)
                continue;
            var name = NameOf(tag);
            if (name is "rp" or "annotation" or "annotation-xml")
                continue; // a reading's and an equation's own
            if (!Formed.Contains(name) && !HtmlNames.Hidden.Contains(name) && !HtmlNames.Asides.Contains(name))
                continue;
            if (tag.Groups[1].Length > 0)
                next[name] = i;
            else if (next.TryGetValue(name, out var end))
                ends[i] = end;
        }

        return ends;
    }

    private static string NameOf(Match tag) => tag.Groups[2].Value.ToLowerInvariant();

    [GeneratedRegex(@"\A<(/?)([A-Za-z][A-Za-z0-9-]*)")]
    private static partial Regex TagName();
}
