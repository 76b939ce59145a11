using System.Text;
using System.Xml;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;
using DocumentEngine.Messages;
using DocumentEngine.Office;

namespace DocumentEngine.Xlsx;

/// <summary>
/// An Excel workbook: each sheet under its name, a row a line, cells parted by tabs, as the sheet shows them (dates as
/// dates, shares as percents, by their number formats), then its notes, drawings, headers and footers. Streamed;
/// formulas give their last result.
/// </summary>
internal static class XlsxReader
{
    private static readonly string[] Visible = ["visible", ""];

    /// <summary>Reads it; bad XML and a damaged archive are left to the caller.</summary>
    /// <param name="package">The package.</param>
    /// <param name="main">Its main part.</param>
    public static IParsedDocument Read(OfficePackage package, string main)
    {
        var warnings = new DocumentWarnings();
        var book = Workbook.Read(package, main);
        var text = new MarkedText();
        foreach (var sheet in book.Sheets)
        {
            if (!Visible.Contains(sheet.State))
                warnings.LeftOut(MessageCatalog.Text("part.hidden_sheets"));
            else if (
                package.RelationshipsOf(main).FirstOrDefault(each => each.Id == sheet.Id)?.Target is { } part
                && package.Has(part))
                ReadSheet(package, part, sheet.Name, book, text, warnings);
            else
                warnings.Add(
                    DocumentWarningCodes.Damaged, MessageCatalog.Text("warning.missing_sheet", ("part", sheet.Name)),
                    sheet.Name);
        }

        if (package.IsDamaged && string.IsNullOrWhiteSpace(text.ToString()))
            throw DocumentErrors.Corrupt();
        package.WarnOfLost(warnings);
        return new TextBlocks(DocumentKind.Xlsx, text, title: null, warnings.ToList());
    }

    private static void ReadSheet(
        OfficePackage package, string part, string name, Workbook book, MarkedText text, DocumentWarnings warnings)
    {
        text.Append(text.Length > 0 ? "\n\f\n" : "");
        text.BeginHeading(1);
        text.Append(name);
        text.EndHeading();
        var rows = new SheetRows(name, book, text, warnings);
        using (var xml = package.Open(part))
            rows.Read(xml);
        text.Append("\n");
        foreach (var notes in package.Related(part, "comments").Concat(package.Related(part, "threadedComment")))
            AppendDrawing(package, notes, text);
        foreach (var drawing in package.Related(part, "drawing"))
        {
            AppendDrawing(package, drawing, text);
            foreach (var drawn in package.Related(drawing, "chart").Concat(package.Related(drawing, "diagramData")))
                AppendDrawing(package, drawn, text);
        }

        if (rows.Edges.Length > 0)
            text.Append("\n" + rows.Edges + "\n");
        package.CountEmbedded(part, warnings);
    }

    private static void AppendDrawing(OfficePackage package, string part, MarkedText text)
    {
        package.ReadOptional(part, xml => text.Append("\n" + DrawingText.Read(xml) + "\n"));
    }
}
