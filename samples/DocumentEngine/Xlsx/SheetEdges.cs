using System.Text.RegularExpressions;

namespace DocumentEngine.Xlsx;

/// <summary>The headers and footers of a sheet: words with codes between them (ECMA-376 part 1, 18.3.1.46).</summary>
internal static partial class SheetEdges
{
    /// <summary>Whether an element is a header or a footer.</summary>
    public static bool IsOne(string element) =>
        element is "oddHeader" or "oddFooter" or "evenHeader" or "evenFooter" or "firstHeader" or "firstFooter";

    /// <summary>
    /// The words; page numbers, dates and names of files are none, and fonts and colours are not seen.
    /// </summary>
    public static string Words(string edge) =>
        Blanks().Replace(Code().Replace(edge, static code => code.Value == "&&" ? "&" : " "), " ").Trim();

    [GeneratedRegex(@"&(?:&|""[^""]*""|K(?:[0-9A-Fa-f]{6}|\d\d[+-]\d{3})|\d{1,3}|[A-Za-z+-])")]
    private static partial Regex Code();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
