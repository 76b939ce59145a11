using System.Collections.Frozen;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;

namespace DocumentEngine.Markup;

/// <summary>HTML as a person reads it. Nothing is loaded or run: no scripts, no styles, no DTD, no network.</summary>
internal static partial class HtmlReader
{
    private static readonly FrozenSet<string> Hidden = FrozenSet.ToFrozenSet(
        ["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "HEAD", "NAV", "SVG", "IFRAME", "OBJECT", "SELECT", "TEXTAREA"], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Lines = FrozenSet.ToFrozenSet(
        ["BR", "TR", "LI", "DT", "DD", "OPTION"], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Paragraphs = FrozenSet.ToFrozenSet(
        ["P", "DIV", "SECTION", "ARTICLE", "HEADER", "FOOTER", "MAIN", "ASIDE", "UL", "OL", "DL", "TABLE", "PRE", "BLOCKQUOTE", "FIGURE",
         "FIGCAPTION", "HR", "FORM", "FIELDSET", "ADDRESS", "DETAILS", "SUMMARY", "CAPTION", "H1", "H2", "H3", "H4", "H5", "H6"],
        StringComparer.OrdinalIgnoreCase);

    public static IParsedDocument Read(string text)
    {
        if (HtmlDepth.IsTooDeep(text))
            throw DocumentErrors.UnpacksToTooMuch();
        using var document = new HtmlParser().ParseDocument(text);
        return new TextBlocks(DocumentKind.Html, Text(document.DocumentElement), document.Title ?? document.QuerySelector("h1")?.TextContent);
    }

    /// <summary>The text of a piece of HTML, such as one inside Markdown.</summary>
    public static string PlainText(string fragment)
    {
        if (HtmlDepth.IsTooDeep(fragment))
            return "";
        using var document = new HtmlParser().ParseDocument(fragment);
        return Text(document.Body).ToString().Trim();
    }

    // Walks without recursion: a file may nest elements deeper than any stack.
    private static MarkedText Text(INode? root)
    {
        var text = new MarkedText();
        for (var node = root; node is not null;)
        {
            Enter(node, text);
            if (node.FirstChild is { } child && !Hidden.Contains(node.NodeName))
            {
                node = child;
                continue;
            }

            while (node is not null && node != root && node.NextSibling is null)
            {
                Leave(node, text);
                node = node.Parent;
            }

            if (node is null || node == root)
                break;
            Leave(node, text);
            node = node.NextSibling;
        }

        return text;
    }

    private static void Enter(INode node, MarkedText text)
    {
        if (node is IText words)
            text.Append(IsPreformatted(node) ? words.Data : OneLine(words.Data));
        else if (Paragraphs.Contains(node.NodeName))
            text.Append("\n\n");
        else if (node.NodeName is "TD" or "TH" && node.PreviousSibling is not null)
            text.Append('\t');
        else if (node.NodeName is "LI")
            text.Append("\n• ");
        if (node.NodeName is ['H', >= '1' and <= '6'])
            text.BeginHeading(node.NodeName[1] - '0');
    }

    private static void Leave(INode node, MarkedText text)
    {
        if (node.NodeName is ['H', >= '1' and <= '6'])
            text.EndHeading();
        else if (Paragraphs.Contains(node.NodeName))
            text.Append("\n\n");
        else if (Lines.Contains(node.NodeName))
            text.Append('\n');
    }

    private static bool IsPreformatted(INode node) => node.Parent is { } parent && (parent.NodeName is "PRE" || parent.Parent?.NodeName is "PRE");

    private static string OneLine(string data) => WhiteSpace().Replace(data, " ");

    [GeneratedRegex(@"[ \t\r\n\f]+")]
    private static partial Regex WhiteSpace();
}
