using System.Buffers;
using System.Globalization;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// A pipeline's place in its owner's list: the time of its start and its id. It stays the same while the run is kept:
/// whoever reads the list in parts misses nothing and gets nothing twice, whatever changes between two parts.
/// </summary>
internal static class ListKey
{
    private const int TimeDigits = 12;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Greater for a later start, compared ordinally; null for a child.</summary>
    public static string? Of(PipelineState state) =>
        state.ParentId is null ? Of(state.CreatedAt, state.Id) : null;

    public static string Of(DateTimeOffset createdAt, string id) => string.Create(
        CultureInfo.InvariantCulture, $"{Math.Max(0, createdAt.ToUnixTimeMilliseconds()):x12}:{id}");

    /// <summary>The pipeline of a key.</summary>
    public static string IdOf(string key) => key[(TimeDigits + 1)..];

    /// <summary>Whether a text, which may come from a client, is a key.</summary>
    public static bool IsKey(string? text) =>
        text is { Length: > TimeDigits }
        && text[TimeDigits] == ':'
        && !text.AsSpan(0, TimeDigits).ContainsAnyExcept(Digits)
        && WireBounds.IsPipelineId(IdOf(text));
}
