using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>How long a client prefers to wait: <c>Prefer: wait=10</c> (RFC 7240 section 4.3).</summary>
internal static class PreferWait
{
    public const int Most = 60;

    /// <summary>Returns 0 to 60 seconds; 0 if the header has no <c>wait</c>, or none that can be parsed.</summary>
    public static int Seconds(IHeaderDictionary headers)
    {
        foreach (var line in headers["Prefer"])
            foreach (var preference in Split(line ?? "", ','))
                if (Read(preference) is { } seconds) return seconds; // the first counts (section 2)
        return 0;
    }

    private static int? Read(string preference)
    {
        var parts = Split(preference, ';').First().Split('=', 2, StringSplitOptions.TrimEntries);
        if (!parts[0].Equals("wait", StringComparison.OrdinalIgnoreCase)) return null;
        var value = parts.Length == 2 ? parts[1].Trim('"') : "";
        if (value.Length == 0 || !value.All(char.IsAsciiDigit)) return 0;
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? Math.Min(seconds, Most)
            : Most;
    }

    /// <summary>The parts between separators; one inside quotes separates nothing.</summary>
    private static IEnumerable<string> Split(string text, char separator)
    {
        var (start, isQuoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && isQuoted) i++;
            else if (text[i] == '"') isQuoted = !isQuoted;
            else if (text[i] == separator && !isQuoted)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }
}
