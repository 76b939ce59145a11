using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.AcroForms;
using UglyToad.PdfPig.AcroForms.Fields;
using UglyToad.PdfPig.Annotations;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Tokens;

namespace DocumentEngine.Pdf;

/// <summary>What a page shows that is not drawn by its content: the values of form fields, and notes laid over it.</summary>
internal sealed class PdfExtras
{
    private const int MostFields = 20_000;
    private const int MostNotes = 2_000;

    private static readonly ILookup<int, AcroFieldBase> None = Enumerable.Empty<AcroFieldBase>().ToLookup(static _ => 0);

    private readonly ILookup<int, AcroFieldBase> _fields;

    private PdfExtras(ILookup<int, AcroFieldBase> fields, bool hasForm) => (_fields, IsFormUnreadable) = (fields, !hasForm);

    /// <summary>True where there is a form and its fields could not be read.</summary>
    public bool IsFormUnreadable { get; }

    /// <summary>Reads the form's fields, which stand in the document and not on the pages.</summary>
#pragma warning disable CA1031
    public static PdfExtras Of(PdfDocument document)
    {
        try
        {
            if (!document.Structure.Catalog.CatalogDictionary.ContainsKey(NameToken.Create("AcroForm")))
                return new(None, hasForm: true);
            var fields = document.TryGetForm(out AcroForm? form) && form is not null ? form.GetFields().Take(MostFields) : [];
            return new(fields.Where(static field => field.PageNumber is not null).ToLookup(static field => field.PageNumber!.Value), hasForm: true);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return new(None, hasForm: false);
        }
    }

    /// <summary>The page's values and notes, one a line; empty where it has none.</summary>
    public string Text(Page page)
    {
        var text = new StringBuilder();
        foreach (var field in _fields[page.Number])
        {
            if (Value(field) is { Length: > 0 } value)
                text.Append(Label(field)).Append(value).Append('\n');
        }

        foreach (var note in Notes(page))
            text.Append(note).Append('\n');
        return text.ToString();
    }

    private static List<string> Notes(Page page)
    {
        if (!page.Dictionary.TryGet(NameToken.Annots, out _))
            return [];
        try
        {
            return page.GetAnnotations()
                .Where(static note => note.Type is not (AnnotationType.Widget or AnnotationType.Link or AnnotationType.Popup) && !string.IsNullOrWhiteSpace(note.Content))
                .Take(MostNotes)
                .Select(static note => note.Content!)
                .ToList();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return [];
        }
    }
#pragma warning restore CA1031

    private static string? Value(AcroFieldBase field) => field switch
    {
        AcroTextField text => text.Value,
        AcroComboBoxField choice => string.Join(", ", Chosen(choice.Options, choice.SelectedOptions)),
        AcroListBoxField list => string.Join(", ", Chosen(list.Options, list.SelectedOptions)),
        AcroCheckboxField box => box.IsChecked ? "☒" : "☐",
        AcroRadioButtonField { IsSelected: true } button => button.CurrentValue.Data,
        _ => null,
    };

    // The options' names are what the page shows; a field may hold what it exports, or what somebody typed.
    private static IEnumerable<string> Chosen(IReadOnlyList<AcroChoiceOption> options, IReadOnlyList<string> selected) =>
        selected.Select(value => options.FirstOrDefault(option => option.ExportValue == value)?.Name ?? value);

    private static string Label(AcroFieldBase field) =>
        (field.Information.AlternateName ?? field.Information.PartialName) is { Length: > 0 } name ? name + ": " : "";
}
