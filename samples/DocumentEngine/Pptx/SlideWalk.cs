using System.Text;
using System.Xml;
using DocumentEngine.Documents;
using DocumentEngine.Office;

namespace DocumentEngine.Pptx;

/// <summary>One walk through a slide: its paragraphs, rows of tables as lines, equations on one line. Linear in the XML.</summary>
internal sealed class SlideWalk
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _title = new();
    private readonly Stack<bool> _choices = [];
    private OfficeEquation? _equation;
    private int _equationDepth;
    private bool _isTitle;
    private bool _isSkipped;
    private bool _hasCell;
    private bool _isInCell;

    public string Text => _text.ToString();

    /// <summary>The text of its title, or null.</summary>
    public string? Title => _title.Length > 0 ? _title.ToString() : null;

    public void Read(XmlReader xml)
    {
        for (var more = xml.Read(); more;)
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "Fallback" } && _choices.TryPeek(out var hasChoice) && hasChoice)
            {
                xml.Skip();
                more = !xml.EOF;
                continue;
            }

            if (xml is { NodeType: XmlNodeType.Element, LocalName: "t" })
            {
                Append(xml.ReadElementContentAsString());
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
            case "AlternateContent" when !xml.IsEmptyElement:
                _choices.Push(false);
                break;
            case "Choice" when _choices.TryPop(out _):
                _choices.Push(true);
                break;
            case "sp":
                (_isTitle, _isSkipped) = (false, false);
                break;
            case "ph":
                // Its number and date say nothing of the slide.
                _isTitle = xml.GetAttribute("type") is "title" or "ctrTitle";
                _isSkipped = xml.GetAttribute("type") is "sldNum" or "dt";
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

        switch (xml.LocalName)
        {
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
            case "AlternateContent":
                _choices.TryPop(out _);
                break;
        }
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
