using DocumentEngine.Blocks;
using DocumentEngine.Documents;
using DocumentEngine.Messages;

namespace DocumentEngine.Markup;

/// <summary>
/// HTML as a person reads it. Nothing is loaded or run: no scripts, no styles, no DTD, no network. No tree is built:
/// the parser's rules for wrongly nested elements copy them again and again (41 KB of them took 3.2 GiB), and a text
/// needs none of it.
/// </summary>
internal static class HtmlReader
{
    public static IParsedDocument Read(string text, IReadOnlyList<DocumentWarning> warnings)
    {
        var walk = HtmlWalk.Through(text);
        var leftOut = new DocumentWarnings();
        walk.LeftOut.WriteTo(leftOut);
        return new TextBlocks(DocumentKind.Html, walk.Text, walk.Title, [.. warnings, .. leftOut.ToList()]);
    }

    /// <summary>Writes a page's text, with its headings, after another text.</summary>
    /// <returns>How many pictures it has.</returns>
    /// <exception cref="DocumentException">It is nested too deeply.</exception>
    public static int AppendTo(MarkedText text, string html, DocumentWarnings warnings)
    {
        var walk = HtmlWalk.Through(html, text);
        walk.LeftOut.WriteTo(warnings);
        return walk.Pictures;
    }

    /// <summary>The text of a piece of HTML, such as one inside Markdown.</summary>
    public static string PlainText(string fragment, DocumentWarnings warnings)
    {
        var walk = HtmlWalk.Through(fragment);
        walk.LeftOut.WriteTo(warnings);
        // A piece has no title of its own: what its element holds is shown nowhere.
        if (walk.HasTitleElement)
            warnings.LeftOut(MessageCatalog.Text("part.hidden_text"));
        return walk.Text.ToString().Trim();
    }
}
