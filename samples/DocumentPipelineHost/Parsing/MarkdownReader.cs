using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DocumentPipelineHost.Parsing;

/// <summary>Markdown as a person reads it: without its marks, headings as titles on lines of their own.</summary>
internal static class MarkdownReader
{
    private static readonly MarkdownPipeline Syntax =
        new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().UseGridTables().UseFootnotes().UseTaskLists().Build();

    public static IParsedDocument Read(string text)
    {
        var plain = new StringBuilder(text.Length);
        string? title = null;
        foreach (var block in Markdown.Parse(text, Syntax))
        {
            if (title is null && block is HeadingBlock { Level: 1 } heading)
                title = PlainText(heading.Inline);
            Write(block, plain);
        }

        return new TextBlocks(DocumentKind.Markdown, plain.ToString(), title);
    }

    private static void Write(Block block, StringBuilder plain)
    {
        switch (block)
        {
            case YamlFrontMatterBlock or LinkReferenceDefinitionGroup or HtmlBlock { Type: HtmlBlockType.Comment }:
                break;
            case HeadingBlock heading:
                plain.Append("\n\n").Append(BlockCutter.HeadingMark).Append(PlainText(heading.Inline)).Append("\n\n");
                break;
            case ListItemBlock { Parent: ListBlock list } item:
                plain.Append(list.IsOrdered ? $"{item.Order}. " : "• ");
                WriteAll(item, plain);
                break;
            case TableRow row:
                plain.AppendJoin('\t', row.OfType<TableCell>().Select(CellText)).Append('\n');
                break;
            case HtmlBlock html:
                plain.Append(HtmlReader.PlainText(html.Lines.ToString())).Append("\n\n");
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

    private static void WriteAll(ContainerBlock container, StringBuilder plain)
    {
        foreach (var child in container)
            Write(child, plain);
    }

    private static string CellText(TableCell cell)
    {
        var text = new StringBuilder();
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
