using System.Text;
using System.Xml;

namespace DocumentEngine.Office;

/// <summary>How the XML of office documents is read: forward only, no DTD, nothing from outside.</summary>
internal static class OfficeXml
{
    private static readonly XmlReaderSettings Settings = With(DtdProcessing.Prohibit);
    private static readonly XmlReaderSettings SettingsWithDoctype = With(DtdProcessing.Ignore);

    private static XmlReaderSettings With(DtdProcessing dtd) => new()
    {
        DtdProcessing = dtd,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CheckCharacters = false,
        CloseInput = true,
    };

    /// <summary>A reader that closes the stream with itself.</summary>
    public static XmlReader Open(Stream stream) => XmlReader.Create(stream, Settings);

    /// <summary>
    /// The same for the formats whose files may name a DTD: it is stepped over, neither read nor fetched.
    /// </summary>
    public static XmlReader OpenWithDoctype(Stream stream) => XmlReader.Create(stream, SettingsWithDoctype);

    /// <summary>Whether a failure is one of a damaged part: bad XML, or an entry that cannot be unpacked.</summary>
    public static bool IsDamage(Exception failure) =>
        failure is XmlException or InvalidDataException or EndOfStreamException;

    /// <summary>The words of the element and of all in it; the reader then stands on what follows it.</summary>
    public static string ReadWords(this XmlReader xml)
    {
        var words = new StringBuilder();
        using (var inner = xml.ReadSubtree())
        {
            while (inner.Read())
            {
                if (inner.HasValue && inner.NodeType != XmlNodeType.Attribute)
                    words.Append(inner.Value);
            }
        }

        xml.Read();
        return words.ToString();
    }

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

    /// <summary>An on/off property: present means on, unless its value is off.</summary>
    public static bool IsOn(this XmlReader xml) => xml.Attribute("val") is not ("0" or "false" or "off");
}
