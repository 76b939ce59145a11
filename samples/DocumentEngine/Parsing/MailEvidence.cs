using System.Text.RegularExpressions;

namespace DocumentEngine.Parsing;

/// <summary>
/// Recognizes a saved e-mail or web archive by the header lines that it begins with (RFC 5322, MIME): its words are
/// encoded in the parts below.
/// </summary>
internal static partial class MailEvidence
{
    private const int Looked = 64 * 1024;

    public static bool In(string text)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var isEncoded = false;
        var head = text.AsSpan(0, Math.Min(Looked, text.Length)).TrimStart();
        foreach (var line in head.EnumerateLines())
        {
            if (line.IsWhiteSpace())
                break;
            if (names.Count > 0 && line[0] is ' ' or '\t')
                continue;
            if (names.Count == 0 && line.StartsWith("From ", StringComparison.Ordinal))
                continue; // the line between the letters of a mailbox
            var header = line.ToString();
            if (Header().Match(header) is not { Success: true } name)
                return false;
            names.Add(name.Groups[1].Value);
            isEncoded |= Encoded().IsMatch(header);
        }

        return isEncoded || (names.Contains("MIME-Version") && names.Contains("Content-Type"));
    }

    [GeneratedRegex(@"\A([A-Za-z][A-Za-z0-9-]{1,60}):")]
    private static partial Regex Header();

    [GeneratedRegex(@"\AContent-Transfer-Encoding:\s*(?:base64|quoted-printable)\s*\z", RegexOptions.IgnoreCase)]
    private static partial Regex Encoded();
}
