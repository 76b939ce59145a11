using System.Xml;
using DocumentEngine.Documents;

namespace DocumentEngine.Office;

/// <summary>Determines the kind of an office package by the root element of its main part.</summary>
internal static class OfficeKind
{
    private static readonly string[] UsualMainParts = ["word/document.xml", "ppt/presentation.xml", "xl/workbook.xml"];

    /// <summary>The kind and the main part; null where it is no package that is read.</summary>
    public static (DocumentKind Kind, string Main)? Of(OfficePackage package)
    {
        if (
            UsualMainParts.Select(package.MainPart).FirstOrDefault(static part => part is not null) is not { } main
            || main.EndsWith(".bin", StringComparison.OrdinalIgnoreCase))
            return null;
        using var xml = package.Open(main);
        xml.MoveToContent();
        return xml.LocalName switch
        {
            "document" => (DocumentKind.Docx, main),
            "presentation" => (DocumentKind.Pptx, main),
            "workbook" => (DocumentKind.Xlsx, main),
            _ => null,
        };
    }
}
