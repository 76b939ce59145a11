using System.Diagnostics.CodeAnalysis;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace DocumentEngine.Markup;

/// <summary>Markdown as a person reads it: without its marks, headings as titles on lines of their own.</summary>
internal static class MarkdownReader
{
    /// <summary>
    /// Deeper blocks than this are kept as they are written: the parser's time, and its stack, grow with the depth.
    /// </summary>
    public const int MaxDepth = 100;

    // Footnotes are left as they are written: the parser drops those that nothing refers to, and a longer text is read
    // in pieces.
    private static readonly MarkdownPipeline Syntax = new MarkdownPipelineBuilder { MaximumNestingDepth = MaxDepth }
        .UsePipeTables().UseGridTables().UseTaskLists().Build();

    public static IParsedDocument Read(string text, IReadOnlyList<DocumentWarning> warnings)
    {
        var leftOut = new DocumentWarnings();
        var plain = new MarkedText();
        var (matter, body) = FrontMatter.Split(text);
        foreach (var line in matter?.Lines ?? [])
            plain.Append(line + "\n");
        plain.Append("\n");
        foreach (var piece in MarkdownPieces.Of(body))
            Write(piece, plain, leftOut);
        var first = plain.Headings.Count > 0 ? plain.Headings[0] : default;
        var title = matter?.Title ?? (first.Level == 1 ? first.Title : null);
        return new TextBlocks(DocumentKind.Markdown, plain, title, [.. warnings, .. leftOut.ToList()]);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A hostile text may throw anything in a parser.")]
    private static void Write(string piece, MarkedText plain, DocumentWarnings leftOut)
    {
        MarkdownDocument parsed;
        try
        {
            parsed = Markdown.Parse(piece, Syntax);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // What cannot be read as Markdown (nested too deeply) is still a text.
            plain.Append(piece + "\n\n");
            return;
        }

        foreach (var block in parsed)
            Write(block, plain, leftOut);
    }

    private static void Write(Block block, MarkedText plain, DocumentWarnings leftOut)
    {
        switch (block)
        {
            case LinkReferenceDefinitionGroup definitions:
                // A note of one or two words has the form of a link's address and title.
                foreach (
                    var note in definitions
                        .OfType<LinkReferenceDefinition>()
                        .Where(static each => each.Label is ['^', ..]))
                    plain.Append($"[{note.Label}]: {note.Url} {note.Title}\n\n");
                break;
            case HeadingBlock heading:
                plain.BeginHeading(heading.Level);
                plain.Append(MarkdownWords.Of(heading.Inline, leftOut));
                plain.EndHeading();
                break;
            case ListItemBlock { Parent: ListBlock list } item:
                plain.Append(list.IsOrdered ? $"{item.Order}. " : "• ");
                WriteAll(item, plain, leftOut);
                break;
            case TableRow row:
                plain.Append(string.Join('\t', row.OfType<TableCell>().Select(cell => CellText(cell, leftOut))) + "\n");
                break;
            case HtmlBlock html:
                plain.Append(HtmlReader.PlainText(html.Lines.ToString(), leftOut) + "\n\n");
                break;
            case ContainerBlock container:
                WriteAll(container, plain, leftOut);
                plain.Append('\n');
                break;
            case LeafBlock leaf:
                plain.Append(leaf.Inline is null ? leaf.Lines.ToString() : MarkdownWords.Of(leaf.Inline, leftOut));
                plain.Append(leaf.Parent is ListItemBlock { Parent: ListBlock { IsLoose: false } } ? "\n" : "\n\n");
                break;
        }
    }

    private static void WriteAll(ContainerBlock container, MarkedText plain, DocumentWarnings leftOut)
    {
        foreach (var child in container)
            Write(child, plain, leftOut);
    }

    private static string CellText(TableCell cell, DocumentWarnings leftOut)
    {
        var text = new MarkedText();
        WriteAll(cell, text, leftOut);
        return text.ToString().Trim().Replace('\n', ' ');
    }
}
