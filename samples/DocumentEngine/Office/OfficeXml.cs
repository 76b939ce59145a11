using System.Xml;

namespace DocumentEngine.Office;

/// <summary>How the XML of office documents is read: forward only, no DTD, nothing from outside.</summary>
internal static class OfficeXml
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CheckCharacters = false,
        CloseInput = true,
    };

    /// <summary>A reader that closes the stream with itself.</summary>
    public static XmlReader Open(Stream stream) => XmlReader.Create(stream, Settings);

    /// <summary>An attribute by its local name, whatever its namespace; null where it is missing.</summary>
    public static string? Attribute(this XmlReader xml, string localName)
    {
        if (!xml.HasAttributes)
            return null;
        string? value = null;
        while (xml.MoveToNextAttribute())
        {
            if (xml.LocalName == localName && xml.Prefix != "xmlns")
            {
                value = xml.Value;
                break;
            }
        }

        xml.MoveToElement();
        return value;
    }

    /// <summary>An on/off property: present means on, unless its value says otherwise.</summary>
    public static bool IsOn(this XmlReader xml) => xml.Attribute("val") is not ("0" or "false" or "off");
}
