using System.Globalization;
using System.Xml;
using DocumentEngine.Documents;
using DocumentEngine.Messages;
using DocumentEngine.Office;
using DocumentEngine.Text;

namespace DocumentEngine.Docx;

/// <summary>
/// One walk through a part of a Word document. Promises: linear in the XML; what the page shows is in the text, in its
/// order.
/// </summary>
/// <param name="text">Where the text goes.</param>
/// <param name="warnings">Where what is left out is counted.</param>
internal sealed class WordWalk(WordText text, DocumentWarnings warnings)
{
    private const string Word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string StrictWord = "http://purl.oclc.org/ooxml/wordprocessingml/main";
    private const string Math = "http://schemas.openxmlformats.org/officeDocument/2006/math";
    private const string StrictMath = "http://purl.oclc.org/ooxml/officeDocument/math";
    private const string Vml = "urn:schemas-microsoft-com:vml";
    private const string Drawing = "http://schemas.openxmlformats.org/drawingml/2006/main";

    // Half of a page of A4, in English Metric Units (914,400 to an inch).
    private const double LargePicture = 7_560_000.0 * 10_692_000 / 2;

    private readonly OfficeChoices _choices = new();
    private readonly WordFormField _field = new();
    private OfficeEquation? _equation;
    private int _equationDepth;
    private bool _isHidden;
    private bool _isInRun;
    private bool _isLarge;
    private bool _isRaised;

    /// <summary>Reads a piece of another format by its relationship's id.</summary>
    public Func<string, string> Chunk { get; init; } = static _ => "";

    /// <summary>Reads the words of a chart or a diagram by its relationship's id.</summary>
    public Func<string, string> Drawn { get; init; } = static _ => "";

    /// <summary>Walks to the reader's end.</summary>
    public void Read(XmlReader xml)
    {
        var more = xml.Read();
        while (more)
        {
            if (xml.NodeType == XmlNodeType.Element && (_choices.IsRepeated(xml) || IsLeftOut(xml)))
            {
                xml.Skip();
                more = !xml.EOF;
                continue;
            }

            if (
                xml is
                {
                    NodeType: XmlNodeType.Element, LocalName: "t",
                    NamespaceURI: Word or StrictWord or Math or StrictMath or Drawing
                })
            {
                var words = xml.ReadElementContentAsString();
                Append(_isRaised ? Superscripts.Of(words) : words);
                more = !xml.EOF;
                continue;
            }

            if (xml.NodeType == XmlNodeType.Element)
                Start(xml);
            else if (xml.NodeType == XmlNodeType.EndElement)
                End(xml);
            more = xml.Read();
        }

        text.Finish();
    }

    private bool IsLeftOut(XmlReader xml)
    {
        if (xml.NamespaceURI is not (Word or StrictWord))
            return false;
        if (xml.LocalName is "del" or "moveFrom" && !xml.IsEmptyElement)
            warnings.LeftOut(MessageCatalog.Text("part.tracked_deletions"));
        else if (xml.LocalName is "subDoc")
            warnings.LeftOut(MessageCatalog.Text("part.embedded_documents"));
        return xml.LocalName
            is "del"
                or "moveFrom"
                or "delText"
                or "instrText"
                or "delInstrText"
                or "sectPr"
                or "sdtPr"
                or "tblGrid"
                or "pPrChange"
                or "rPrChange"
                or "tblPrChange"
                or "tcPrChange"
                or "trPrChange"
                or "sectPrChange";
    }

    private void Start(XmlReader xml)
    {
        if (_equation is not null)
            _equation.Start(xml);
        else if (xml.NamespaceURI is Word or StrictWord)
            StartWord(xml);
        else if (xml is { LocalName: "oMath", NamespaceURI: Math or StrictMath, IsEmptyElement: false })
            (_equation, _equationDepth) = (new(text.Current()), xml.Depth);
        else if (xml is { LocalName: "textpath", NamespaceURI: Vml })
            Append(xml.Attribute("string") ?? "");
        else
            StartDrawing(xml);
    }

    private void StartDrawing(XmlReader xml)
    {
        switch (xml.LocalName)
        {
            case "extent":
                _isLarge = Length(xml, "cx") * Length(xml, "cy") >= LargePicture;
                break;
            case "blip" when _isLarge:
                text.Picture();
                break;
            case "chart":
                text.AppendAfter(Drawn(xml.Attribute("id") ?? ""));
                break;
            case "relIds":
                text.AppendAfter(Drawn(xml.Attribute("dm") ?? ""));
                break;
        }
    }

    private static double Length(XmlReader xml, string name)
    {
        var text = xml.Attribute(name);
        return double.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var length) ? length : 0;
    }

    private void StartWord(XmlReader xml)
    {
        switch (xml.LocalName)
        {
            case "p":
                text.BeginParagraph();
                if (xml.IsEmptyElement)
                    text.EndParagraph();
                break;
            case "pStyle" when text.Paragraph is { } paragraph:
                paragraph.Style = xml.Attribute("val") ?? "";
                break;
            case "numId" when text.Paragraph is { } member:
                member.List = xml.Attribute("val");
                break;
            case "ilvl" when text.Paragraph is { } member:
                member.Level = int.TryParse(xml.Attribute("val"), out var level) ? level : 0;
                break;
            case "r":
                (_isInRun, _isHidden, _isRaised) = (!xml.IsEmptyElement, false, false);
                break;
            case "vanish" when _isInRun && xml.IsOn():
                _isHidden = true;
                warnings.LeftOut(MessageCatalog.Text("part.hidden_text"));
                break;
            case "vertAlign" when _isInRun:
                _isRaised = xml.Attribute("val") is "superscript";
                break;
            case "tbl" or "tr" or "tc" when !xml.IsEmptyElement:
                text.Cell(xml.LocalName, isEnd: false);
                break;
            case "txbxContent" when !xml.IsEmptyElement:
                text.BeginBox();
                break;
            case "rt" when !xml.IsEmptyElement:
                text.BeginReading();
                break;
            case "rubyBase" when !xml.IsEmptyElement:
                text.RubyBase(isEnd: false);
                break;
            default:
                StartSign(xml);
                break;
        }
    }

    private void StartSign(XmlReader xml)
    {
        switch (xml.LocalName)
        {
            case "lastRenderedPageBreak":
                text.BreakPage(isByHand: false);
                break;
            case "br" when xml.Attribute("type") is "page":
                text.BreakPage(isByHand: true);
                break;
            case "br" or "cr":
                text.Append("\n");
                break;
            case "tab" when _isInRun:
                text.Append("\t");
                break;
            case "ptab":
                text.Append("\t");
                break;
            case "noBreakHyphen":
                text.Append("-");
                break;
            case "sym":
                Append(SymbolFonts.Read(xml.Attribute("font"), xml.Attribute("char")));
                break;
            case "footnoteReference" or "endnoteReference":
                text.Note(xml.LocalName[..^"Reference".Length], xml.Attribute("id") ?? "");
                break;
            case "altChunk":
                text.AppendPiece(Chunk(xml.Attribute("id") ?? ""));
                break;
            default:
                Append(_field.Start(xml));
                break;
        }
    }

    private void End(XmlReader xml)
    {
        if (_equation is not null)
        {
            if (xml.Depth == _equationDepth)
                _equation = null;
            else
                _equation.End();
            return;
        }

        _choices.End(xml);
        if (xml.NamespaceURI is not (Word or StrictWord))
            return;
        switch (xml.LocalName)
        {
            case "p":
                text.EndParagraph();
                break;
            case "r":
                (_isInRun, _isHidden, _isRaised) = (false, false, false);
                break;
            case "txbxContent":
                text.EndBox();
                break;
            case "tbl" or "tr" or "tc":
                text.Cell(xml.LocalName, isEnd: true);
                break;
            case "rt":
                text.EndReading();
                break;
            case "rubyBase":
                text.RubyBase(isEnd: true);
                break;
            default:
                Append(_field.End(xml.LocalName));
                break;
        }
    }

    private void Append(string words)
    {
        if (!_isHidden)
            text.AppendText(words);
    }
}
