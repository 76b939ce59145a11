namespace DocumentPipelineHost.Uploads;

/// <summary>
/// Pipeline ids. One that a caller chooses must be a UUID: ids are shared by all users, and only an id that cannot be
/// guessed keeps "this id is taken" from revealing another user's pipeline.
/// </summary>
internal static class PipelineIds
{
    public static bool IsValid(string id) => Guid.TryParseExact(id, "D", out _) || Guid.TryParseExact(id, "N", out _);

    /// <summary>A new id that cannot be guessed.</summary>
    public static string New() => Guid.NewGuid().ToString("D");
}
