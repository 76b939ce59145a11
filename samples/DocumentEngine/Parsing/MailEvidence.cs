using System.Text.RegularExpressions;

namespace DocumentEngine.Parsing;

/// <summary>
/// Recognizes a saved e-mail or web archive by the header lines that it begins with (RFC 5322, MIME), where its words
/// are encoded or in the parts below. A letter of plain text is a text.
/// </summary>
internal static partial class MailEvidence
{
    private const int Looked = 64 * 1024;

    // What follows is of no interest.
    private const int LongestHeader = 1_000;

    public static bool In(string text)
    {
        var (isMime, isEncoded, isPlain) = (false, false, true);
        foreach (var header in Headers(text))
        {
            isMime |= header.StartsWith("MIME-Version:", StringComparison.OrdinalIgnoreCase);
            isEncoded |= Encoded().IsMatch(header);
            isPlain &= !OtherContent().IsMatch(header);
        }

        return isEncoded || (isMime && !isPlain);
    }

    /// <summary>The headers, each on one line; none where the text begins with other lines.</summary>
    private static List<string> Headers(string text)
    {
        var headers = new List<string>();
        var head = text.AsSpan(0, Math.Min(Looked, text.Length)).TrimStart();
        foreach (var line in head.EnumerateLines())
        {
            if (line.IsWhiteSpace())
                break;
            if (headers.Count > 0 && line[0] is ' ' or '\t')
            {
                if (headers[^1].Length < LongestHeader)
                    headers[^1] += $" {line.TrimStart()}";
                continue;
            }

            if (headers.Count == 0 && line.StartsWith("From ", StringComparison.Ordinal))
                continue; // the line between the letters of a mailbox
            var header = line.ToString();
            if (!Header().IsMatch(header))
                return [];
            headers.Add(header);
        }

        return headers;
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9-]{1,60}:")]
    private static partial Regex Header();

    [GeneratedRegex(@"\AContent-Transfer-Encoding:\s*(?:base64|quoted-printable)\s*\z", RegexOptions.IgnoreCase)]
    private static partial Regex Encoded();

    [GeneratedRegex(@"\AContent-Type:(?>\s*)(?!text/plain\b|text[;\s]|text\z|\z)", RegexOptions.IgnoreCase)]
    private static partial Regex OtherContent();
}
