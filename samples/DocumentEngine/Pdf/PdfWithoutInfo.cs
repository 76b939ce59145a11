using System.Text;

namespace DocumentEngine.Pdf;

/// <summary>
/// A PDF without its properties (<c>/Info</c>): what they point to may be something that PdfPig refuses the whole file
/// for, and nothing of the text depends on them.
/// </summary>
internal static class PdfWithoutInfo
{
    /// <summary>A longer file is not tried: its bytes are held in memory.</summary>
    private const long MostBytes = 64 * 1024 * 1024;

    /// <summary>The file's bytes with that name changed; null where no trailer refers to properties.</summary>
    /// <param name="path">The file.</param>
    public static Stream? Open(string path)
    {
        if (new FileInfo(path).Length > MostBytes)
            return null;
        var bytes = File.ReadAllBytes(path);
        return Hide(bytes) ? new MemoryStream(bytes, writable: false) : null;
    }

    private static bool Hide(Span<byte> bytes)
    {
        var name = "/Info"u8;
        var isFound = false;
        for (var rest = bytes; rest.IndexOf(name) is >= 0 and var at; rest = rest[(at + name.Length)..])
        {
            if (!IsReference(rest[(at + name.Length)..]))
                continue;
            rest[at + 1] = (byte)'X'; // as long as before: no offset changes
            isFound = true;
        }

        return isFound;
    }

    /// <summary>Whether a reference follows: <c>9 0 R</c>.</summary>
    private static bool IsReference(ReadOnlySpan<byte> after)
    {
        var head = after[..Math.Min(after.Length, 40)];
        if (head is not [(byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t', ..])
            return false;
        var parts = Encoding.ASCII.GetString(head).Split((char[]?)null, 4, StringSplitOptions.RemoveEmptyEntries);
        return parts is [var number, var generation, ['R', ..], ..]
            && number.All(char.IsAsciiDigit) && generation.All(char.IsAsciiDigit);
    }
}
