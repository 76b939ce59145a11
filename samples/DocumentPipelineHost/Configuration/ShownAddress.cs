namespace DocumentPipelineHost.Configuration;

/// <summary>An address as a line about it shows it: without what may be a secret in it.</summary>
internal static class ShownAddress
{
    /// <summary>The text without a user's name and password, and without its query; it may be no address.</summary>
    public static string Of(string? text)
    {
        var shown = text ?? string.Empty;
        if (shown.IndexOfAny(['?', '#']) is >= 0 and var query)
            shown = $"{shown[..query]}…";
        if (shown.LastIndexOf('@') is >= 0 and var user)
        {
            var scheme = shown.IndexOf("//", StringComparison.Ordinal) is >= 0 and var at && at < user ? at + 2 : 0;
            shown = $"{shown[..scheme]}…{shown[user..]}";
        }

        return shown;
    }
}
