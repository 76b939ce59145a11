using System.Buffers;
using System.Text;

namespace Dpa.Realtime.Protocol;

/// <summary>The bounds of docs/protocol.md#bounds and 2.</summary>
internal static class WireBounds
{
    public const int MaxStages = 200;
    public const int MaxMessage = 512;
    public const int MaxName = 200;
    public const int MaxErrorCode = 128;
    public const int MaxId = 128;
    public const int MaxUserId = 256;
    public const int MaxAttributes = 16;
    public const int MaxAttributeBytes = 4096;
    public const int MaxResultText = 2048;
    public const int MaxResultUri = 2048;
    public const int MaxControlIds = 100;
    public const int MaxChoices = 20;
    public const int MaxSchemaBytes = 2048;
    public const int MaxSchemaDepth = 5;
    public const int MaxAnswerBytes = 2048;
    public const double MaxWeight = 1e15;
    public const int MaxStateBytes = 256 * 1024;
    public const long MaxVersion = (1L << 53) - 1;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    public static bool IsPipelineId(string? id) =>
        id is { Length: > 0 and <= MaxId } && !id.AsSpan().ContainsAnyExcept(IdCharacters);

    public static bool IsUserId(string? id) => id is { Length: > 0 and <= MaxUserId } && !id.Any(char.IsControl);

    public static int AttributeBytes(IEnumerable<KeyValuePair<string, string>> attributes)
    {
        var bytes = 0;
        foreach (var (name, value) in attributes)
            bytes += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value);
        return bytes;
    }

    /// <summary>Cuts an error's texts to their bounds.</summary>
    public static ProgressError? Cut(ProgressError? error) => error is null ? null : error with
    {
        Code = Cut(error.Code, MaxErrorCode)!,
        Message = Cut(error.Message, MaxMessage)!,
        Suggestion = Cut(error.Suggestion, MaxMessage)!,
    };

    /// <summary>Cuts a human-readable text to its bound, never through a surrogate pair.</summary>
    public static string? Cut(string? text, int max)
    {
        if (text is null || text.Length <= max) return text;
        var end = char.IsHighSurrogate(text[max - 2]) ? max - 2 : max - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
