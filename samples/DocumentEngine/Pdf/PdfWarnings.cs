using System.Globalization;
using DocumentEngine.Documents;
using DocumentEngine.Messages;
using UglyToad.PdfPig.Tokens;

namespace DocumentEngine.Pdf;

/// <summary>What a PDF holds beside its pages, which is not read.</summary>
internal static class PdfWarnings
{
    public static IReadOnlyList<DocumentWarning> Of(PdfObjects objects, PdfExtras extras)
    {
        var warnings = new DocumentWarnings();
        if (extras.HasAttachments || Has(objects, "Names", "EmbeddedFiles"))
            warnings.Add(DocumentWarningCodes.LeftOut, MessageCatalog.Text("warning.attached_files"));
        if (Has(objects, "AcroForm", "XFA"))
            warnings.Add(DocumentWarningCodes.LeftOut, MessageCatalog.Text("warning.xfa_form"));
        if (extras.Form is { Exists: true, IsReadable: false })
            warnings.Add(DocumentWarningCodes.Damaged, MessageCatalog.Text("warning.damaged_form"));
        if (extras.Form.IsCut)
        {
            var limit = PdfForm.MostFields.ToString("N0", CultureInfo.InvariantCulture);
            warnings.Add(DocumentWarningCodes.LeftOut, MessageCatalog.Text("warning.many_fields", ("limit", limit)));
        }

        if (extras.LostFields > 0)
            warnings.Add(
                DocumentWarningCodes.LeftOut, MessageCatalog.Text("warning.lost_fields", ("count", extras.LostFields)));
        if (extras.Drawn > 0)
            warnings.LeftOut(MessageCatalog.Text("part.drawn_notes"), extras.Drawn);
        return warnings.ToList();
    }

    private static bool Has(PdfObjects objects, string outer, string inner) =>
        objects.Dictionary(objects.Catalog, outer) is { } dictionary && dictionary.ContainsKey(NameToken.Create(inner));
}
