using System.Diagnostics.CodeAnalysis;
using System.Text;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DocumentEngine.Markup;

/// <summary>Markdown as a person reads it: without its marks, headings as titles on lines of their own.</summary>
internal static class MarkdownReader
{
    private static readonly MarkdownPipeline Syntax = Common().UseFootnotes().Build();

    // The footnotes of a longer text may stand in other pieces: they are left as they are written.
    private static readonly MarkdownPipeline PieceSyntax = Common().Build();

    public static IParsedDocument Read(string text, IReadOnlyList<DocumentWarning> warnings)
    {
        var plain = new MarkedText();
        var (matter, body) = FrontMatter.Split(text);
        foreach (var line in matter?.Lines ?? [])
            plain.Append(line + "\n");
        plain.Append("\n");
        foreach (var piece in MarkdownPieces.Of(body))
            Write(piece, body.Length > MarkdownPieces.MostWhole ? PieceSyntax : Syntax, plain);
        var first = plain.Headings.Count > 0 ? plain.Headings[0] : default;
        return new TextBlocks(DocumentKind.Markdown, plain, matter?.Title ?? (first.Level == 1 ? first.Title : null), warnings);
    }

    private static MarkdownPipelineBuilder Common() => new MarkdownPipelineBuilder().UsePipeTables().UseGridTables().UseTaskLists();

    [SuppressMessage("Design", "CA1031", Justification = "A hostile text may throw anything in a parser.")]
    private static void Write(string piece, MarkdownPipeline syntax, MarkedText plain)
    {
        MarkdownDocument parsed;
        try
        {
            parsed = Markdown.Parse(piece, syntax);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // What cannot be read as Markdown (nested too deeply) is still a text.
            plain.Append(piece + "\n\n");
            return;
        }

        foreach (var block in parsed)
            Write(block, plain);
    }

    private static void Write(Block block, MarkedText plain)
    {
        switch (block)
        {
            case LinkReferenceDefinitionGroup definitions:
                foreach (var note in definitions.OfType<LinkReferenceDefinition>().Where(static each => each.Label is ['^', ..]))
                    plain.Append($"[{note.Label}]: {note.Url}\n\n");
                break;
            case HtmlBlock { Type: HtmlBlockType.Comment }:
                break;
            case HeadingBlock heading:
                plain.BeginHeading(heading.Level);
                plain.Append(PlainText(heading.Inline));
                plain.EndHeading();
                break;
            case ListItemBlock { Parent: ListBlock list } item:
                plain.Append(list.IsOrdered ? $"{item.Order}. " : "• ");
                WriteAll(item, plain);
                break;
            case TableRow row:
                plain.Append(string.Join('\t', row.OfType<TableCell>().Select(CellText)) + "\n");
                break;
            case HtmlBlock html:
                plain.Append(HtmlReader.PlainText(html.Lines.ToString()) + "\n\n");
                break;
            case ContainerBlock container:
                WriteAll(container, plain);
                plain.Append('\n');
                break;
            case LeafBlock leaf:
                plain.Append(leaf.Inline is null ? leaf.Lines.ToString() : PlainText(leaf.Inline));
                plain.Append(leaf.Parent is ListItemBlock { Parent: ListBlock { IsLoose: false } } ? "\n" : "\n\n");
                break;
        }
    }

    private static void WriteAll(ContainerBlock container, MarkedText plain)
    {
        foreach (var child in container)
            Write(child, plain);
    }

    private static string CellText(TableCell cell)
    {
        var text = new MarkedText();
        WriteAll(cell, text);
        return text.ToString().Trim().Replace('\n', ' ');
    }

    private static string PlainText(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines?.Descendants() ?? [])
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                AutolinkInline link => link.Url,
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                LineBreakInline => "\n",
                _ => "",
            });
        }

        return text.ToString();
    }
}
