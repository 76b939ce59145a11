using System.Text;
using System.Text.RegularExpressions;

namespace DocumentEngine.Encodings;

/// <summary>
/// The encoding that a text names itself: an XML declaration, an HTML meta element, or an editor's <c>coding:</c> line.
/// </summary>
internal static partial class DeclaredEncoding
{
    private const int Looked = 4 * 1024;
    private const int EditorLines = 256;
    private const int LongestName = 40;

    /// <summary>The encoding; null where none is declared, or one that is not known.</summary>
    public static Encoding? Of(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(Looked, bytes.Length)]);
        var name = NameIn(XmlDeclaration().Match(head)) ?? MetaElement.EncodingIn(head)
            ?? NameIn(Editor().Match(head[..Math.Min(EditorLines, head.Length)]));
        return name is { Length: > 0 and <= LongestName } ? Known(name) : null;
    }

    // The names of the web (encoding.spec.whatwg.org): gb2312 means its superset, iso-8859-1 means windows-1252.
    private static Encoding? Known(string name)
    {
        var known = name.ToLowerInvariant() switch
        {
            "gb2312" or "gbk" or "x-gbk" or "gb_2312-80" => "GB18030",
            "iso-8859-1" or "latin1" or "ascii" or "us-ascii" => "windows-1252",
            "ks_c_5601-1987" or "euc-kr" or "korean" or "uhc" or "cp949" => "ks_c_5601-1987",
            "sjis" or "x-sjis" or "ms932" or "windows-31j" => "shift_jis",
            "big5-hkscs" or "cn-big5" => "big5",
            "csiso2022jp" => "iso-2022-jp",
            "utf8" or "unicode-1-1-utf-8" => "utf-8",
            // an ASCII declaration was read: it cannot be true
            "utf-16" or "utf-16le" or "utf-16be" or "ucs-2" => "utf-8",
            var other => other,
        };
        try
        {
            return Encoding.GetEncoding(known);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException) // UTF-7 is the latter
        {
            return null;
        }
    }

    private static string? NameIn(Match match) => match.Success ? match.Groups[1].Value : null;

    [GeneratedRegex(@"\A\s{0,16}<\?xml\s[^>]{0,200}?\bencoding\s*=\s*[""']([A-Za-z][\w.:-]{1,40})[""']")]
    private static partial Regex XmlDeclaration();

    [GeneratedRegex(@"\A(?:[^\n]*\n)?[^\n]{0,100}?-\*-[^\n]{0,80}?coding[:=]\s*([A-Za-z][\w.-]{1,40})")]
    private static partial Regex Editor();
}
