using DocumentEngine.Documents;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Tokens;

namespace DocumentEngine.Pdf;

/// <summary>What a PDF holds beside its pages, which is not read.</summary>
internal static class PdfWarnings
{
    public static IReadOnlyList<DocumentWarning> Of(PdfDocument document, PdfExtras extras)
    {
        var warnings = new DocumentWarnings();
        var catalog = document.Structure.Catalog.CatalogDictionary;
        if (Has(document, catalog, "Names", "EmbeddedFiles"))
            warnings.Add(DocumentWarningCodes.LeftOut, new("Left out: the files attached to the PDF.", "未包含：PDF 中附带的文件。"));
        if (Has(document, catalog, "AcroForm", "XFA"))
        {
            warnings.Add(
                DocumentWarningCodes.LeftOut,
                new("Left out: an XFA form. Its pages are made by a program; print it to a PDF to have them read.", "未包含：XFA 动态表单；请打印为 PDF 后再上传。"));
        }

        if (extras.IsFormUnreadable)
            warnings.Add(DocumentWarningCodes.Damaged, new("The form is damaged: its values were left out.", "表单已损坏，未包含其中填写的内容。"));
        return warnings.ToList();
    }

    private static bool Has(PdfDocument document, DictionaryToken catalog, string outer, string inner) =>
        catalog.TryGet(NameToken.Create(outer), out var token) && Dictionary(document, token) is { } dictionary && dictionary.ContainsKey(NameToken.Create(inner));

#pragma warning disable CA1031
    private static DictionaryToken? Dictionary(PdfDocument document, IToken token)
    {
        try
        {
            return token as DictionaryToken ?? (token is IndirectReferenceToken reference ? document.Structure.GetObject(reference.Data).Data as DictionaryToken : null);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return null;
        }
    }
#pragma warning restore CA1031
}
