using System.IO.Compression;
using DocumentEngine.Text;

namespace DocumentEngine.Archives;

/// <summary>Names the archives that are refused.</summary>
internal static class ArchiveKind
{
    public static LocalizedText Name(ZipArchive archive)
    {
        if (archive.GetEntry("xl/workbook.bin") is not null)
            return new("a binary Excel workbook (.xlsb)", "二进制 Excel 工作簿（.xlsb）");
        return archive.GetEntry("content.xml") is not null
            ? new("an OpenDocument file", " OpenDocument 文件")
            : new("a ZIP archive", " ZIP 压缩文件");
    }
}
