namespace Dpa.Realtime.Watch.CommandLine;

/// <summary>What somebody likely meant.</summary>
internal static class Suggestion
{
    /// <summary>Two typing mistakes are likely, three are another word.</summary>
    private const int Farthest = 2;

    public static string For(string written, IReadOnlyList<string> known)
    {
        var nearest = known.MinBy(name => Distance(written, name))!;
        return Distance(written, nearest) <= Farthest || nearest.StartsWith(written, StringComparison.Ordinal)
            ? $"Did you mean {nearest}?"
            : $"The options are {string.Join(' ', known)}.";
    }

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
