using System.Buffers;

namespace DocumentPipelineHost.Uploads;

/// <summary>Pipeline ids (protocol section 2).</summary>
internal static class PipelineIds
{
    private const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    public static bool IsValid(string id) => id.Length is > 0 and <= MaxLength && !id.AsSpan().ContainsAnyExcept(Allowed);

    /// <summary>A new id that cannot be guessed.</summary>
    public static string New() => Guid.NewGuid().ToString("D");
}
