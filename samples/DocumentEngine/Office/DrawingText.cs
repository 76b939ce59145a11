using System.Text;
using System.Xml;
using DocumentEngine.Documents;

namespace DocumentEngine.Office;

/// <summary>The words of a drawing, chart or diagram: its text runs, and a chart's cached labels.</summary>
internal static class DrawingText
{
    public static string Read(XmlReader xml)
    {
        var text = new StringBuilder();
        var isLabel = false;
        for (var more = xml.Read(); more;)
        {
            var isElement = xml.NodeType == XmlNodeType.Element;
            if (isElement && (xml.LocalName == "t" || (xml.LocalName == "v" && isLabel)))
            {
                text.Append(xml.ReadElementContentAsString());
                text.Append(isLabel ? "\n" : "");
                if (text.Length > DocumentLimits.MaxCharacters)
                    throw DocumentErrors.TooMuchText();
                more = !xml.EOF;
                continue;
            }

            if (isElement && xml.LocalName is "strCache" or "numCache")
                isLabel = xml.LocalName == "strCache";
            else if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName is "strCache" or "numCache")
                isLabel = false;
            else if (xml is { NodeType: XmlNodeType.EndElement, LocalName: "p" })
                text.Append('\n');
            more = xml.Read();
        }

        return text.ToString();
    }
}
