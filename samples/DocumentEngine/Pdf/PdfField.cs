using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;

namespace DocumentEngine.Pdf;

/// <summary>A field of a form with what it inherits from those above it (ISO 32000-1, 12.7.3.1).</summary>
/// <param name="Type">"Tx", "Ch", "Btn" or "Sig"; null where the field has none.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="Value">Its value.</param>
/// <param name="Options">What can be chosen.</param>
/// <param name="Label">What it is called on the page, or by the program.</param>
/// <param name="Owner">The nearest field with a name, where widgets are the kids of one.</param>
internal sealed record PdfField(
    string? Type, long Flags, IToken? Value, IReadOnlyList<IToken> Options, string? Label, PdfFieldOwner Owner)
{
    private const long Radio = 1 << 15;
    private const long Push = 1 << 16;

    /// <summary>A field below another, or a first one.</summary>
    public static PdfField Of(PdfObjects objects, DictionaryToken dictionary, PdfField? above)
    {
        var isNamed = dictionary.ContainsKey(NameToken.Create("T"));
        if (isNamed && above is not null)
            above.Owner.HasFieldsBelow = true;
        var options = objects.Items(dictionary, "Opt");
        return new(
            objects.Name(dictionary, "FT") ?? above?.Type,
            (objects.Entry(dictionary, "Ff") as NumericToken)?.Long ?? above?.Flags ?? 0,
            dictionary.TryGet(NameToken.Create("V"), out var value) ? value : above?.Value,
            options.Count > 0 ? options : above?.Options ?? [],
            objects.Words(objects.Entry(dictionary, "TU"))
                ?? objects.Words(objects.Entry(dictionary, "T"))
                ?? above?.Label,
            isNamed || above is null ? new() : above.Owner);
    }

    /// <summary>What a person filled in, as the page shows it; null for nothing.</summary>
    public string? Text(PdfObjects objects, DictionaryToken widget) => Type switch
    {
        "Tx" => objects.Words(Value),
        "Ch" => string.Join(", ", Chosen(objects)),
        "Btn" when (Flags & Push) == 0 => Button(objects.Name(widget, "AS") ?? objects.Words(Value) ?? "Off"),
        _ => null,
    };

    private string? Button(string state)
    {
        var isOn = state != "Off";
        if ((Flags & Radio) == 0)
            return isOn ? "☒" : "☐";
        return isOn ? state : null;
    }

    private string? Named(PdfObjects objects, string chosen) => Options.Select(objects.Direct).OfType<ArrayToken>()
        .Where(pair => pair.Length > 1 && objects.Words(pair[0]) == chosen)
        .Select(pair => objects.Words(pair[1]))
        .FirstOrDefault();

    // The options' names are what the page shows; a field may hold what it exports, or what somebody typed.
    private IEnumerable<string> Chosen(PdfObjects objects)
    {
        var values = objects.Direct(Value) is ArrayToken several ? several.Data : Value is null ? [] : [Value];
        foreach (var value in values)
        {
            if (objects.Words(value) is { } chosen)
                yield return Named(objects, chosen) ?? chosen;
        }
    }
}
