using System.Text;
using System.Xml;
using DocumentEngine.Documents;

namespace DocumentEngine.Office;

/// <summary>The words of a drawing, chart or diagram: its text runs, and a chart's cached labels.</summary>
internal static class DrawingText
{
    // A point's `t` in a diagram is a body with paragraphs, whose runs have the words.
    private const string Diagram = "http://schemas.openxmlformats.org/drawingml/2006/diagram";
    private const string NewChart = "http://schemas.microsoft.com/office/drawing/2014/chartex";
    private const string StrictDiagram = "http://purl.oclc.org/ooxml/drawingml/diagram";

    public static string Read(XmlReader xml)
    {
        var text = new StringBuilder();
        var isLabel = false;
        for (var more = xml.Read(); more;)
        {
            var isElement = xml.NodeType == XmlNodeType.Element;
            var isText = xml.LocalName == "t" && xml.NamespaceURI is not (Diagram or StrictDiagram);
            var isNewLabel = isLabel && xml is { LocalName: "pt", NamespaceURI: NewChart };
            if (isElement && (isText || isNewLabel || (xml.LocalName == "v" && isLabel)))
            {
                text.Append(xml.ReadElementContentAsString());
                text.Append(isLabel ? "\n" : "");
                if (text.Length > DocumentLimits.MaxCharacters)
                    throw DocumentErrors.TooMuchText();
                more = !xml.EOF;
                continue;
            }

            if (isElement && xml.LocalName is "strCache" or "numCache" or "strDim" or "numDim")
                isLabel = xml.LocalName is "strCache" or "strDim";
            else if (
                xml.NodeType == XmlNodeType.EndElement
                && xml.LocalName is "strCache" or "numCache" or "strDim" or "numDim")
                isLabel = false;
            else if (xml is { NodeType: XmlNodeType.EndElement, LocalName: "p" })
                text.Append('\n');
            more = xml.Read();
        }

        return text.ToString();
    }
}
