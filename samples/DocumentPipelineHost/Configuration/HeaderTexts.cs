namespace DocumentPipelineHost.Configuration;

/// <summary>Secrets that are sent in a header. They are not shown.</summary>
internal static class HeaderTexts
{
    /// <summary>Whether a header can carry it: visible ASCII and blanks (RFC 9110 section 5.5).</summary>
    public static bool CanBeSent(string? text) =>
        text is null || text.All(static letter => letter is >= ' ' and <= '~');

    public static string Refusal(string key) =>
        $"{key} (not shown) holds a character that a header cannot carry. Set it as the service gave it, without a "
            + "line break.";
}
