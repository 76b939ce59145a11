using System.Globalization;
using System.Text;
using System.Xml;
using DocumentEngine.Documents;
using DocumentEngine.Office;

namespace DocumentEngine.Pptx;

/// <summary>
/// One walk through a slide: its paragraphs, rows of tables as lines, equations on one line. Linear in the XML.
/// </summary>
/// <param name="largePicture">From what area on a picture is a large one, in square English Metric Units.</param>
internal sealed class SlideWalk(double largePicture = double.MaxValue)
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _title = new();
    private readonly OfficeChoices _choices = new();
    private readonly SlideNumbers _numbers = new();
    private OfficeEquation? _equation;
    private int _equationDepth;
    private bool _isInPicture;
    private bool _isNewParagraph;
    private bool _isTitle;
    private bool _isSkipped;
    private bool _hasCell;
    private bool _isInCell;

    public string Text => _text.ToString();

    /// <summary>The text of its title, or null.</summary>
    public string? Title => _title.Length > 0 ? _title.ToString() : null;

    /// <summary>True for layouts and masters: the words of a placeholder only describe what to write there.</summary>
    public bool IsLayout { get; init; }

    /// <summary>Whether the slide shows what its layout, or a layout what its master, has drawn.</summary>
    public bool ShowsMaster { get; private set; } = true;

    /// <summary>Whether it has a picture of half of its size.</summary>
    public bool HasLargePicture { get; private set; }

    public void Read(XmlReader xml)
    {
        for (var more = xml.Read(); more;)
        {
            if (xml.NodeType == XmlNodeType.Element && _choices.IsRepeated(xml))
            {
                xml.Skip();
                more = !xml.EOF;
                continue;
            }

            if (xml is { NodeType: XmlNodeType.Element, LocalName: "t" })
            {
                AppendWords(xml.ReadElementContentAsString());
                more = !xml.EOF;
                continue;
            }

            if (xml.NodeType == XmlNodeType.Element)
                Start(xml);
            else if (xml.NodeType == XmlNodeType.EndElement)
                End(xml);
            more = xml.Read();
        }
    }

    private void Start(XmlReader xml)
    {
        if (_equation is not null)
        {
            _equation.Start(xml);
            return;
        }

        switch (xml.LocalName)
        {
            case "oMath" when !xml.IsEmptyElement:
                (_equation, _equationDepth) = (new(_text), xml.Depth);
                break;
            case "sld" or "sldLayout" when xml.GetAttribute("showMasterSp") is "0" or "false":
                ShowsMaster = false;
                break;
            case "sp":
                (_isTitle, _isSkipped) = (false, false);
                break;
            case "pic" when !xml.IsEmptyElement:
                _isInPicture = true;
                break;
            case "ext" when _isInPicture:
                HasLargePicture |= Length(xml, "cx") * Length(xml, "cy") >= largePicture;
                break;
            case "ph":
                // Its number and date are not content of the slide.
                _isTitle = xml.GetAttribute("type") is "title" or "ctrTitle";
                _isSkipped = IsLayout || xml.GetAttribute("type") is "sldNum" or "dt";
                break;
            case "txBody":
                _numbers.BeginBody();
                break;
            case "p":
                _numbers.BeginParagraph();
                _isNewParagraph = true;
                break;
            case "pPr" when _isNewParagraph:
                _numbers.Level(xml);
                break;
            case "buAutoNum" when _isNewParagraph:
                _numbers.Form(xml);
                break;
            case "br":
                Append("\n");
                break;
            case "tr":
                _hasCell = false;
                break;
            case "tc" when !xml.IsEmptyElement:
                Append(_hasCell ? "\t" : "");
                (_hasCell, _isInCell) = (true, true);
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
        switch (xml.LocalName)
        {
            case "pic":
                _isInPicture = false;
                break;
            case "p":
                Append(_isInCell ? " " : "\n");
                break;
            case "tc":
                _isInCell = false;
                break;
            case "tr":
                Append("\n");
                break;
            case "sp" or "graphicFrame":
                Append("\n");
                (_isTitle, _isSkipped) = (false, false);
                break;
        }
    }

    private void AppendWords(string words)
    {
        if (_isNewParagraph && words.Length > 0)
        {
            _isNewParagraph = false;
            Append(_numbers.Take());
        }

        Append(words);
    }

    private static double Length(XmlReader xml, string name)
    {
        var text = xml.GetAttribute(name);
        return double.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var length) ? length : 0;
    }

    private void Append(string words)
    {
        if (_isSkipped)
            return;
        _text.Append(words);
        if (_isTitle)
            _title.Append(words);
        if (_text.Length > DocumentLimits.MaxPageCharacters)
            throw DocumentErrors.TooMuchText();
    }
}
