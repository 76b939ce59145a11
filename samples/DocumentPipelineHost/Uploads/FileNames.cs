using System.Globalization;

namespace DocumentPipelineHost.Uploads;

/// <summary>A file's name as a caller sends it: displayed, never used as a path.</summary>
internal static class FileNames
{
    /// <summary>UTF-16 code units of the longest name that is kept.</summary>
    public const int MaxLength = 200;

    private const int MaxExtension = 10;
    private const string Nameless = "document";

    public static string Clean(string? given)
    {
        var name = (given ?? string.Empty).Replace('\\', '/');
        name = name[(name.LastIndexOf('/') + 1)..];
        name = new string([.. name.Where(static letter => !IsHidden(letter))]).Trim();
        if (name is "" or "." or "..")
            return Nameless;
        return name.Length <= MaxLength ? name : Shorten(name);
    }

    /// <summary>
    /// The name in the quoted parameter of a form part. Scripts escape <c>"</c> and <c>\</c> with a backslash; browsers
    /// send <c>%22</c>, <c>%0D</c> and <c>%0A</c> (https://url.spec.whatwg.org/#multipart-form-data). Other backslashes
    /// are a path's.
    /// </summary>
    public static string Unquote(string quoted)
    {
        var inner = quoted is ['"', .. var between, '"'] ? between : quoted;
        return inner.Replace("\\\"", "\"", StringComparison.Ordinal)
            .Replace("%22", "\"", StringComparison.Ordinal)
            .Replace("%0D", "\r", StringComparison.Ordinal)
            .Replace("%0A", "\n", StringComparison.Ordinal);
    }

    /// <summary>
    /// Control characters, and those that turn the reading direction so that "exe.pdf" may hide "fdp.exe".
    /// </summary>
    public static bool IsHidden(char letter) =>
        char.IsControl(letter)
        || letter is '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static string Shorten(string name)
    {
        var extension = Path.GetExtension(name);
        if (extension.Length > MaxExtension)
            extension = string.Empty;
        return Cut(name[..^extension.Length], MaxLength - extension.Length) + extension;
    }

    /// <summary>
    /// Cuts between text elements: half an emoji or a letter without its accent is another name, and half a pair no
    /// text at all.
    /// </summary>
    private static string Cut(string text, int most)
    {
        var length = 0;
        while (
            length < text.Length
            && StringInfo.GetNextTextElementLength(text, length) is var next
            && length + next <= most)
            length += next;
        if (length == 0) // one element that alone is too long
            length = char.IsLowSurrogate(text[most]) ? most - 1 : most;
        return text[..length].TrimEnd();
    }
}
