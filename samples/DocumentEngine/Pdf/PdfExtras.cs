using System.Text;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Tokens;

namespace DocumentEngine.Pdf;

/// <summary>
/// What a page shows that is not drawn by its content: the values of form fields, and notes laid over it.
/// </summary>
internal sealed class PdfExtras
{
    private const int MostLooked = 200_000;

    private readonly PdfObjects _objects;

    /// <summary>Looks at the annotations of every page, so that what is left out is known from the beginning.</summary>
    public PdfExtras(PdfObjects objects)
    {
        _objects = objects;
        Form = new(objects);
        foreach (var token in objects.Annotations().Take(MostLooked))
        {
            if (objects.Direct(token) is not DictionaryToken note)
                continue;
            HasAttachments |= Kind(note) == "FileAttachment";
            if (Kind(note) is "Widget" or "Stamp" or "FreeText" && Text(token, note) is null && HasDrawnWords(note))
                Drawn++;
        }

        LostFields = Form.CountOnNoPage();
    }

    public PdfForm Form { get; }

    /// <summary>How many filled fields stand on no page.</summary>
    public int LostFields { get; }

    /// <summary>Whether a file is pinned to a page.</summary>
    public bool HasAttachments { get; }

    /// <summary>How many stamps, signatures and boxes have their words in a drawing only.</summary>
    public int Drawn { get; }

    /// <summary>The page's values and notes, one a line; empty where it has none.</summary>
    public string Text(Page page)
    {
        var text = new StringBuilder();
        foreach (var token in _objects.Items(page.Dictionary, "Annots"))
        {
            if (_objects.Direct(token) is DictionaryToken note && Text(token, note) is { } words)
                text.Append(words).Append('\n');
        }

        return text.ToString();
    }

    private string? Kind(DictionaryToken note) => _objects.Name(note, "Subtype");

    private string? Text(IToken token, DictionaryToken note)
    {
        var kind = Kind(note);
        if (kind == "Widget")
        {
            var field = Form.Of(token, note);
            return field.Text(_objects, note) is { Length: > 0 } value ? Label(field) + value : null;
        }

        if (kind is "Link" or "Popup")
            return null;
        return _objects.Words(_objects.Entry(note, "Contents")) is { } words && !string.IsNullOrWhiteSpace(words)
            ? words
            : null;
    }

    private static string Label(PdfField field) => field.Label is { Length: > 0 } label ? label + ": " : "";

    // The appearance of a state stands one dictionary deeper. Signatures draw their words in forms of their own.
    private bool HasDrawnWords(DictionaryToken note)
    {
        if (_objects.Dictionary(note, "AP") is not { } looks)
            return false;
        var normal = _objects.Entry(looks, "N");
        if (normal is DictionaryToken states && _objects.Name(note, "AS") is { } state)
            normal = _objects.Entry(states, state);
        return normal is StreamToken drawing
            && _objects.Text(drawing) is { } content
            && (
                content.Contains("Tj", StringComparison.Ordinal)
                || content.Contains("TJ", StringComparison.Ordinal)
                || (Kind(note) != "Widget" && content.Contains(" Do", StringComparison.Ordinal))
                || IsSignature(note, content));
    }

    private bool IsSignature(DictionaryToken note, string content) =>
        Form.Of(note, note).Type == "Sig" && content.Contains(" Do", StringComparison.Ordinal);
}
