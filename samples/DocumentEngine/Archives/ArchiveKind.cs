using System.IO.Compression;
using DocumentEngine.Messages;
using DocumentEngine.Text;

namespace DocumentEngine.Archives;

/// <summary>Names the archives that are refused.</summary>
internal static class ArchiveKind
{
    public static LocalizedText Name(ZipArchive archive)
    {
        if (archive.GetEntry("xl/workbook.bin") is not null)
            return MessageCatalog.Text("content.xlsb");
        return archive.GetEntry("content.xml") is not null
            ? MessageCatalog.Text("content.opendocument_file")
            : MessageCatalog.Text("content.zip_archive");
    }
}
