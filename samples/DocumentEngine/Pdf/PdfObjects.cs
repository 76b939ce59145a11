using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;

namespace DocumentEngine.Pdf;

/// <summary>
/// The objects of a PDF by what refers to them. What is damaged or missing is null, never an exception.
/// </summary>
internal sealed class PdfObjects(PdfDocument document)
{
    private const int MostSteps = 16;
    private const int MostNodes = 50_000;

    private static readonly char[] Utf8Mark = ['\u00EF', '\u00BB', '\u00BF'];

    /// <summary>The document's catalogue.</summary>
    public DictionaryToken Catalog => document.Structure.Catalog.CatalogDictionary;

    /// <summary>What a token is or refers to.</summary>
#pragma warning disable CA1031
    public IToken? Direct(IToken? token)
    {
        try
        {
            for (var step = 0; token is IndirectReferenceToken reference && step < MostSteps; step++)
                token = document.Structure.GetObject(reference.Data)?.Data;
            return token is IndirectReferenceToken or NullToken ? null : token;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>A stream's decoded bytes as Latin-1.</summary>
    public string? Text(StreamToken stream)
    {
        try
        {
            var structure = document.Structure;
            return Encoding.Latin1.GetString(stream.Decode(structure.FilterProvider, structure.TokenScanner).Span);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return null;
        }
    }
#pragma warning restore CA1031

    /// <summary>An entry of a dictionary.</summary>
    public IToken? Entry(DictionaryToken dictionary, string name) =>
        dictionary.TryGet(NameToken.Create(name), out var token) ? Direct(token) : null;

    public DictionaryToken? Dictionary(DictionaryToken dictionary, string name) =>
        Entry(dictionary, name) as DictionaryToken;

    public string? Name(DictionaryToken dictionary, string name) => (Entry(dictionary, name) as NameToken)?.Data;

    /// <summary>The items of an array, as they are written; none where it is no array.</summary>
    public IReadOnlyList<IToken> Items(DictionaryToken dictionary, string name) =>
        Entry(dictionary, name) is ArrayToken array ? array.Data : [];

    /// <summary>The words of a string, or of a stream in the place of one; null for anything else.</summary>
    public string? Words(IToken? token) => Direct(token) switch
    {
        StringToken text => Decoded(text.Data),
        HexToken text => Decoded(text.Data),
        StreamToken stream => Text(stream) is { } bytes ? Decoded(bytes) : null,
        NameToken name => name.Data,
        _ => null,
    };

    /// <summary>
    /// The annotations of every page, as they are written; of a damaged or endless tree what can be reached.
    /// </summary>
    public IEnumerable<IToken> Annotations()
    {
        var open = new Stack<IToken>();
        var seen = new HashSet<IndirectReference>();
        if (Catalog.TryGet(NameToken.Create("Pages"), out var root))
            open.Push(root);
        for (var nodes = 0; open.TryPop(out var token) && nodes < MostNodes; nodes++)
        {
            var isKnown = token is IndirectReferenceToken reference && !seen.Add(reference.Data);
            if (isKnown || Direct(token) is not DictionaryToken node)
                continue;
            foreach (var kid in Items(node, "Kids"))
                open.Push(kid);
            foreach (var annotation in Items(node, "Annots"))
                yield return annotation;
        }
    }

    // PDF 2.0 has UTF-8 with a mark; of a stream's bytes nothing is decoded yet.
    private static string Decoded(string text)
    {
        if (text.StartsWith('\u00FE') && text.Length > 1 && text[1] == '\u00FF')
            return Encoding.BigEndianUnicode.GetString(Encoding.Latin1.GetBytes(text[2..]));
        return text.AsSpan().StartsWith(Utf8Mark) ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text[3..])) : text;
    }
}
