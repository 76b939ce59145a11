namespace DocumentPipelineHost.Uploads;

/// <summary>A file's name as given by a stranger: shown to people, never used as a path.</summary>
internal static class FileNames
{
    private const int MaxLength = 200;
    private const string Nameless = "document";

    public static string Clean(string? given)
    {
        var name = (given ?? string.Empty).Replace('\\', '/');
        name = name[(name.LastIndexOf('/') + 1)..];
        name = new string([.. name.Where(static letter => !IsHidden(letter))]).Trim().Trim('"').Trim();
        if (name is "" or "." or "..")
            return Nameless;
        return name.Length <= MaxLength ? name : Shorten(name);
    }

    private static string Shorten(string name)
    {
        var extension = Path.GetExtension(name);
        return extension.Length > 10 ? name[..MaxLength] : name[..(MaxLength - extension.Length)] + extension;
    }

    /// <summary>Control characters, and those that turn the reading direction so that "exe.pdf" may hide "fdp.exe".</summary>
    private static bool IsHidden(char letter) =>
        char.IsControl(letter) || letter is '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
