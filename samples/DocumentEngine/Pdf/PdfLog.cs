using System.Globalization;
using System.Text.RegularExpressions;
using UglyToad.PdfPig.Logging;

namespace DocumentEngine.Pdf;

/// <summary>
/// Collects what PdfPig reports only in its log: text that it skips because its font is missing, drawing instructions
/// that it does not understand, and characters that a font does not name.
/// </summary>
internal sealed partial class PdfLog : ILog
{
    private const int MostUnnamed = 100_000;

    private readonly HashSet<(string Font, char Code)> _unnamed = [];

    /// <summary>How many pieces of the page's text were skipped.</summary>
    public int LostPieces { get; private set; }

    /// <summary>The characters that their font does not name; PdfPig shows their codes in their place.</summary>
    public IReadOnlySet<(string Font, char Code)> Unnamed => _unnamed;

    /// <summary>Another page begins.</summary>
    public void BeginPage()
    {
        LostPieces = 0;
        _unnamed.Clear();
    }

    public void Debug(string message)
    {
    }

    public void Debug(string message, Exception ex)
    {
    }

    public void Warn(string message)
    {
        if (message.StartsWith("Skipping a missing font", StringComparison.Ordinal)
            || message.StartsWith("Operator which was not understood", StringComparison.Ordinal))
        {
            LostPieces++;
        }
        else if (_unnamed.Count < MostUnnamed && UnnamedCharacter().Match(message) is { Success: true } match)
        {
            _unnamed.Add((match.Groups[2].Value, (char)int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
        }
    }

    public void Error(string message) => LostPieces += IsLost(message) ? 1 : 0;

    public void Error(string message, Exception ex) => Error(message);

    private static bool IsLost(string message) =>
        message.StartsWith("Failed reading operation", StringComparison.Ordinal);

    [GeneratedRegex(
        @"^We could not find the corresponding character with code ([0-9]{1,9}) in font /?(.*?)\.?$",
        RegexOptions.Singleline)]
    private static partial Regex UnnamedCharacter();
}
