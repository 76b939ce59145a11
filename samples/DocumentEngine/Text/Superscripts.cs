namespace DocumentEngine.Text;

/// <summary>Raised numbers: ten to the sixth is not 106, and a note's mark is no part of the word before it.</summary>
internal static class Superscripts
{
    private const string Plain = "0123456789+-\u2212()";
    private const string Raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾";
    private const int MostSigns = 6;

    /// <summary>A raised text: numbers as raised characters, anything else as it is.</summary>
    public static string Of(string text)
    {
        var isNumber =
            text.Length is > 0 and <= MostSigns && text.All(static c => Plain.Contains(c, StringComparison.Ordinal));
        return isNumber
            ? string.Concat(text.Select(static c => Raised[Plain.IndexOf(c, StringComparison.Ordinal)]))
            : text;
    }
}
