using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;

namespace DocumentEngine.Pdf;

/// <summary>
/// A PDF's form. A page shows the widgets among its annotations. A widget does not have to state which page it is on,
/// nor which field it belongs to.
/// </summary>
internal sealed class PdfForm
{
    /// <summary>The most fields and widgets that are looked at.</summary>
    public const int MostFields = 20_000;

    private const int MostDepth = 64;

    private readonly PdfObjects _objects;
    private readonly Dictionary<IndirectReference, PdfField> _fields = [];
    private readonly List<(PdfField Field, DictionaryToken Dictionary)> _all = [];

    public PdfForm(PdfObjects objects)
    {
        _objects = objects;
        Exists = objects.Catalog.ContainsKey(NameToken.Create("AcroForm"));
        if (objects.Dictionary(objects.Catalog, "AcroForm") is { } form)
        {
            IsReadable = !form.ContainsKey(NameToken.Create("Fields")) || objects.Entry(form, "Fields") is ArrayToken;
            IsCut = !Walk(objects.Items(form, "Fields"));
        }
    }

    /// <summary>Whether there is a form.</summary>
    public bool Exists { get; }

    /// <summary>False where it is damaged. Widgets on pages are read nevertheless.</summary>
    public bool IsReadable { get; }

    /// <summary>Whether it has more fields than are looked at.</summary>
    public bool IsCut { get; }

    /// <summary>The field of a widget.</summary>
    /// <param name="token">The annotation as the page has it.</param>
    /// <param name="widget">The annotation.</param>
    public PdfField Of(IToken token, DictionaryToken widget)
    {
        var field = Known(token) ?? FromParents(widget);
        field.Owner.IsOnAPage = true;
        return field;
    }

    /// <summary>How many fields are filled and stand on no page, once every page's widgets were asked for.</summary>
    public int CountOnNoPage() => _all
        .Where(static each => !each.Field.Owner.HasFieldsBelow && !each.Field.Owner.IsOnAPage)
        .Where(each => each.Field.Text(_objects, each.Dictionary) is { } text && text.Trim() is not ("" or "☐"))
        .Select(static each => each.Field.Owner).Distinct().Count();

    private bool Walk(IReadOnlyList<IToken> fields)
    {
        var open = new Stack<(IToken Token, PdfField? Above, int Depth)>();
        foreach (var token in fields.Reverse())
            open.Push((token, null, 0));
        while (open.TryPop(out var next))
        {
            var reference = (next.Token as IndirectReferenceToken)?.Data;
            if (Known(next.Token) is not null || _objects.Direct(next.Token) is not DictionaryToken dictionary)
                continue;
            if (_all.Count == MostFields || next.Depth == MostDepth)
                return false;
            var field = PdfField.Of(_objects, dictionary, next.Above);
            _all.Add((field, dictionary));
            if (reference is { } own)
                _fields.Add(own, field);
            foreach (var kid in _objects.Items(dictionary, "Kids"))
                open.Push((kid, field, next.Depth + 1));
        }

        return true;
    }

    private PdfField? Known(IToken token) =>
        token is IndirectReferenceToken reference ? _fields.GetValueOrDefault(reference.Data) : null;

    // Of a form that does not list it, or of none.
    private PdfField FromParents(DictionaryToken widget)
    {
        var chain = new List<DictionaryToken> { widget };
        PdfField? field = null;
        while (chain.Count < MostDepth && chain[^1].TryGet(NameToken.Create("Parent"), out var above))
        {
            field = Known(above);
            if (field is not null || _objects.Direct(above) is not DictionaryToken parent)
                break;
            chain.Add(parent);
        }

        for (var i = chain.Count - 1; i >= 0; i--)
            field = PdfField.Of(_objects, chain[i], field);
        return field!;
    }
}
