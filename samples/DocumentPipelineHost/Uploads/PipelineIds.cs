namespace DocumentPipelineHost.Uploads;

/// <summary>
/// Pipeline ids. One that a caller chooses must be a UUID: ids are shared by all users, and only an id that cannot be
/// guessed keeps "this id is taken" from revealing another user's pipeline.
/// </summary>
internal static class PipelineIds
{
    /// <summary>
    /// Whether it is a UUID of random bits (https://www.rfc-editor.org/rfc/rfc9562, versions 4 and 7). The others are
    /// made of an address and a time, or of a name.
    /// </summary>
    public static bool IsValid(string id) =>
        (Guid.TryParseExact(id, "D", out var guid) || Guid.TryParseExact(id, "N", out guid))
        && guid is { Version: 4 or 7, Variant: >= 8 and <= 11 };

    /// <summary>A new id that cannot be guessed.</summary>
    public static string New() => Guid.NewGuid().ToString("D");
}
