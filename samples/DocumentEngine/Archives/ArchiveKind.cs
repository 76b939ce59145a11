using System.IO.Compression;
using DocumentEngine.Text;

namespace DocumentEngine.Archives;

/// <summary>Names the archives that are refused.</summary>
internal static class ArchiveKind
{
    public static LocalizedText Name(ZipArchive archive)
    {
        if (archive.GetEntry("xl/workbook.xml") is not null)
            return new("an Excel workbook", " Excel 工作簿");
        if (archive.GetEntry("ppt/presentation.xml") is not null)
            return new("a PowerPoint presentation", " PowerPoint 演示文稿");
        if (archive.GetEntry("META-INF/container.xml") is not null)
            return new("an EPUB book", " EPUB 电子书");
        return archive.GetEntry("content.xml") is not null
            ? new("an OpenDocument file", " OpenDocument 文件")
            : new("a ZIP archive", " ZIP 压缩文件");
    }
}
