using System.IO.Compression;
using System.Text;
using System.Xml;
using DocumentEngine.Archives;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;

namespace DocumentEngine.Docx;

/// <summary>
/// A Word document's main text, streamed from its XML and never held as a tree (a 594 KB file can unfold to gigabytes in one).
/// Deleted text, field codes, fallbacks and the table of contents are left out; page breaks that Word has noted become pages.
/// </summary>
internal sealed class DocxReader
{
    private const string MainPart = "word/document.xml";
    private const string Word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string StrictWord = "http://purl.oclc.org/ooxml/wordprocessingml/main";
    private const int MaxCharacters = 30_000_000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    private readonly MarkedText _text = new();
    private readonly StringBuilder _paragraph = new();
    private readonly WordStyles _styles;
    private string _style = "";
    private string? _title;

    private DocxReader(WordStyles styles) => _styles = styles;

    public static IParsedDocument Read(ArchiveGuard archive)
    {
        try
        {
            using var part = archive.OpenEntry(MainPart);
            using var xml = XmlReader.Create(part, Settings);
            var reader = new DocxReader(WordStyles.Read(archive, Settings));
            reader.ReadAll(xml);
            return new TextBlocks(DocumentKind.Docx, reader._text, reader._title);
        }
        catch (Exception failure) when (failure is XmlException or InvalidDataException)
        {
            throw DocumentErrors.Corrupt(failure);
        }
    }

    /// <summary>Whether an archive is a Word document.</summary>
    public static bool IsDocx(ZipArchive archive) => archive.GetEntry(MainPart) is not null;

    private void ReadAll(XmlReader xml)
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

            if (xml.NodeType == XmlNodeType.Element && xml.NamespaceURI is Word or StrictWord)
            {
                if (xml.LocalName == "t")
                {
                    AppendText(xml);
                    more = !xml.EOF;
                    continue;
                }

                Start(xml);
            }
            else if (xml.NodeType == XmlNodeType.EndElement && xml.NamespaceURI is Word or StrictWord)
            {
                End(xml.LocalName);
            }

            more = xml.Read();
        }
    }

    private static bool IsLeftOut(XmlReader xml) => xml.LocalName is "Fallback" or "del" or "delText" or "instrText" or "moveFrom" or "sectPr";

    private void AppendText(XmlReader xml)
    {
        _paragraph.Append(xml.ReadElementContentAsString());
        if (_paragraph.Length + _text.Length > MaxCharacters)
            throw DocumentErrors.TooManyPages(DocumentLimits.MaxPages);
    }

    private void Start(XmlReader xml)
    {
        switch (xml.LocalName)
        {
            case "pStyle":
                _style = xml.GetAttribute("val", xml.NamespaceURI) ?? "";
                break;
            case "lastRenderedPageBreak":
                _paragraph.Append('\f');
                break;
            case "br" or "cr":
                _paragraph.Append(xml.GetAttribute("type", xml.NamespaceURI) is "page" ? '\f' : '\n');
                break;
            case "tab" when xml.Depth > 0 && xml.AttributeCount == 0:
                _paragraph.Append('\t');
                break;
            case "p" when xml.IsEmptyElement:
                End("p");
                break;
        }
    }

    private void End(string element)
    {
        if (element == "tc")
            _text.Append('\t');
        else if (element == "tr")
            _text.Append('\n');
        if (element != "p")
            return;
        var (paragraph, style) = (_paragraph.ToString(), _style);
        _paragraph.Clear();
        _style = "";
        if (_styles.IsContents(style))
            return;
        if (_styles.IsTitle(style))
            _title ??= paragraph;
        if (_styles.HeadingLevel(style) is { } level)
            _text.BeginHeading(level);
        _text.Append(paragraph);
        _text.EndHeading();
        _text.Append("\n\n");
    }
}
