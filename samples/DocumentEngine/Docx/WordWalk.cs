using System.Text;
using System.Xml;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;
using DocumentEngine.Office;
using DocumentEngine.Text;

namespace DocumentEngine.Docx;

/// <summary>One walk through a part of a Word document. Promises: linear in the XML; what the page shows is in the text, in its order.</summary>
/// <param name="text">Where the text goes.</param>
/// <param name="styles">What the paragraphs' styles mean.</param>
/// <param name="notes">The notes that the part refers to.</param>
/// <param name="warnings">Where what is left out is counted.</param>
internal sealed class WordWalk(MarkedText text, WordStyles styles, WordNotes notes, DocumentWarnings warnings)
{
    private const string Word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string StrictWord = "http://purl.oclc.org/ooxml/wordprocessingml/main";
    private const string Math = "http://schemas.openxmlformats.org/officeDocument/2006/math";
    private const string StrictMath = "http://purl.oclc.org/ooxml/officeDocument/math";
    private const string Compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006";
    private const string Vml = "urn:schemas-microsoft-com:vml";
    private const string Drawing = "http://schemas.openxmlformats.org/drawingml/2006/main";
    private const int MaxCharacters = 30_000_000;
    private const int MostBoxes = 64;

    // What a paragraph's text is written to: the part, or the text box that the reader is in.
    private readonly Stack<MarkedText> _targets = new([text]);
    private readonly Stack<WordParagraph> _paragraphs = [];
    private readonly Stack<bool> _choices = [];
    private readonly WordCells _cells = new();
    private readonly WordFormField _field = new();
    private OfficeEquation? _equation;
    private int _equationDepth;
    private bool _isHidden;
    private bool _isInRun;
    private long _written;

    /// <summary>The text of a paragraph in the style of a title, or null.</summary>
    public string? Title { get; private set; }

    /// <summary>True for headers and notes: their headings are none of the document's.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Counts lists and headings; null where nothing is numbered.</summary>
    public WordNumbering? Numbering { get; init; }

    /// <summary>Reads a piece of another format by its relationship's id.</summary>
    public Func<string, string> Chunk { get; init; } = static _ => "";

    /// <summary>Walks to the reader's end.</summary>
    public void Read(XmlReader xml)
    {
        var more = xml.Read();
        while (more)
        {
            if (xml.NodeType == XmlNodeType.Element && IsLeftOut(xml))
            {
                xml.Skip();
                more = !xml.EOF;
                continue;
            }

            if (xml is { NodeType: XmlNodeType.Element, LocalName: "t", NamespaceURI: Word or StrictWord or Math or StrictMath or Drawing })
            {
                AppendText(xml.ReadElementContentAsString());
                more = !xml.EOF;
                continue;
            }

            if (xml.NodeType == XmlNodeType.Element)
                Start(xml);
            else if (xml.NodeType == XmlNodeType.EndElement)
                End(xml.LocalName, xml.NamespaceURI, xml.Depth);
            more = xml.Read();
        }

        while (_paragraphs.Count > 0)
            EndParagraph();
    }

    private bool IsLeftOut(XmlReader xml)
    {
        if (xml is { LocalName: "Fallback", NamespaceURI: Compatibility })
            return _choices.TryPeek(out var hasChoice) && hasChoice;
        if (xml.NamespaceURI is not (Word or StrictWord))
            return false;
        if (xml.LocalName is "del" or "moveFrom" && !xml.IsEmptyElement)
            warnings.LeftOut(new("deletions that are still tracked", "修订中已删除的内容"));
        return xml.LocalName is "del" or "moveFrom" or "delText" or "instrText" or "delInstrText" or "sectPr" or "sdtPr" or "tblGrid"
            or "pPrChange" or "rPrChange" or "tblPrChange" or "tcPrChange" or "trPrChange" or "sectPrChange";
    }

    private void Start(XmlReader xml)
    {
        if (_equation is not null)
            _equation.Start(xml);
        else if (xml.NamespaceURI is Word or StrictWord)
            StartWord(xml);
        else if (xml is { LocalName: "oMath", NamespaceURI: Math or StrictMath, IsEmptyElement: false })
            (_equation, _equationDepth) = (new(Current()), xml.Depth);
        else if (xml.NamespaceURI == Compatibility)
            StartChoice(xml);
        else if (xml is { LocalName: "textpath", NamespaceURI: Vml })
            AppendText(xml.Attribute("string") ?? "");
    }

    // Of several ways to show the same thing the first is read.
    private void StartChoice(XmlReader xml)
    {
        if (xml is { LocalName: "AlternateContent", IsEmptyElement: false })
        {
            _choices.Push(false);
        }
        else if (xml.LocalName == "Choice" && _choices.Count > 0)
        {
            _choices.Pop();
            _choices.Push(true);
        }
    }

    private void StartWord(XmlReader xml)
    {
        switch (xml.LocalName)
        {
            case "p":
                _paragraphs.Push(new());
                if (xml.IsEmptyElement)
                    EndParagraph();
                break;
            case "pStyle" when _paragraphs.TryPeek(out var paragraph):
                paragraph.Style = xml.Attribute("val") ?? "";
                break;
            case "numId" when _paragraphs.TryPeek(out var member):
                member.List = xml.Attribute("val");
                break;
            case "ilvl" when _paragraphs.TryPeek(out var member):
                member.Level = int.TryParse(xml.Attribute("val"), out var level) ? level : 0;
                break;
            case "r":
                (_isInRun, _isHidden) = (!xml.IsEmptyElement, false);
                break;
            case "vanish" when _isInRun && xml.IsOn():
                _isHidden = true;
                warnings.LeftOut(new("pieces of hidden text", "隐藏文字"));
                break;
            case "lastRenderedPageBreak":
                Append("\f");
                break;
            case "br" or "cr":
                Append(xml.Attribute("type") is "page" ? "\f" : "\n");
                break;
            case "tab" when _isInRun:
                Append("\t");
                break;
            case "ptab":
                Append("\t");
                break;
            case "noBreakHyphen":
                Append("-");
                break;
            case "sym":
                AppendText(SymbolFonts.Read(xml.Attribute("font"), xml.Attribute("char")));
                break;
            case "footnoteReference" or "endnoteReference":
                AppendNote(xml.LocalName[..^"Reference".Length], xml.Attribute("id") ?? "");
                break;
            case "txbxContent" when !xml.IsEmptyElement:
                if (_targets.Count > MostBoxes)
                    throw DocumentErrors.UnpacksToTooMuch();
                _targets.Push(new());
                break;
            case "tbl" or "tr" or "tc" when !xml.IsEmptyElement:
                Target().Append(_cells.Start(xml.LocalName));
                break;
            case "altChunk":
                Target().Append("\n\n" + Chunk(xml.Attribute("id") ?? "") + "\n\n");
                break;
            default:
                AppendText(_field.Start(xml));
                break;
        }
    }

    private void End(string name, string space, int depth)
    {
        if (_equation is not null)
        {
            if (depth == _equationDepth)
                _equation = null;
            else
                _equation.End();
            return;
        }

        if (space == Compatibility && name == "AlternateContent")
            _choices.TryPop(out _);
        if (space is not (Word or StrictWord))
            return;
        switch (name)
        {
            case "p":
                EndParagraph();
                break;
            case "r":
                (_isInRun, _isHidden) = (false, false);
                break;
            case "txbxContent" when _targets.Count > 1:
                var box = _targets.Pop().ToString().Trim();
                if (_paragraphs.TryPeek(out var anchor))
                    anchor.After.Add(box);
                else
                    Target().Append("\n\n" + box + "\n\n");
                break;
            case "tbl" or "tr" or "tc":
                Target().Append(_cells.End(name));
                break;
            default:
                AppendText(_field.End(name));
                break;
        }
    }

    private void EndParagraph()
    {
        if (!_paragraphs.TryPop(out var paragraph))
            return;
        var words = WithNumber(paragraph);
        if (styles.IsContents(paragraph.Style))
            warnings.LeftOut(new("lines of a table of contents", "目录行"));
        else if (_cells.IsInside)
            Target().Append(_cells.Paragraph(words));
        else
            AppendParagraph(words, paragraph.Style);
        foreach (var after in paragraph.After)
            Target().Append(_cells.IsInside ? _cells.Paragraph(after) : after + "\n\n");
    }

    // The number of a list's item, or of a heading, as the page shows it; an empty paragraph has none.
    private string WithNumber(WordParagraph paragraph)
    {
        var words = paragraph.Text.ToString();
        if (string.IsNullOrWhiteSpace(words))
            return words;
        var (list, level) = styles.List(paragraph.Style);
        var number = Numbering?.Next(paragraph.List ?? list, paragraph.Level ?? level) ?? "";
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

    private void AppendNote(string kind, string id)
    {
        if (notes.Text(kind, id) is not { } note)
            return;
        if (_paragraphs.TryPeek(out var paragraph))
            paragraph.After.Add(note);
        Count(note.Length);
    }

    private void AppendText(string words)
    {
        if (words.Length > 0 && !_isHidden)
            Append(words);
    }

    private void Append(string words)
    {
        Count(words.Length);
        Current().Append(words);
    }

    private void Count(int characters)
    {
        _written += characters;
        if (_written > MaxCharacters)
            throw DocumentErrors.TooManyPages(DocumentLimits.MaxPages);
    }

    // Text outside of any paragraph is against the rules, and kept all the same.
    private StringBuilder Current()
    {
        if (_paragraphs.Count == 0)
            _paragraphs.Push(new());
        return _paragraphs.Peek().Text;
    }

    private MarkedText Target() => _targets.Peek();
}
