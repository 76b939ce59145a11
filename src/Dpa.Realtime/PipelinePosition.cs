using System.Globalization;

namespace Dpa.Realtime;

/// <summary>
/// How far a pipeline's state has come: the pair of epoch and version (docs/protocol.md#position). Only a greater
/// position is ever applied.
/// </summary>
/// <param name="Epoch">A UUIDv7 in its 36-character form, new when the state was lost or the id is used again. Compared
/// ordinally.</param>
/// <param name="Version">Grows by one with each accepted change; 0 to 2^53−1.</param>
public readonly record struct PipelinePosition(string Epoch, long Version) : IComparable<PipelinePosition>
{
    /// <summary>Compares the epoch first, then the version.</summary>
    /// <param name="other">The position to compare with.</param>
    /// <returns>Negative, zero or positive, as usual.</returns>
    public int CompareTo(PipelinePosition other)
    {
        var byEpoch = string.CompareOrdinal(Epoch, other.Epoch);
        return byEpoch != 0 ? byEpoch : Version.CompareTo(other.Version);
    }

    /// <summary>Whether <paramref name="left"/> is older.</summary>
    /// <param name="left">One position.</param>
    /// <param name="right">The other.</param>
    public static bool operator <(PipelinePosition left, PipelinePosition right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is newer.</summary>
    /// <param name="left">One position.</param>
    /// <param name="right">The other.</param>
    public static bool operator >(PipelinePosition left, PipelinePosition right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is older or the same.</summary>
    /// <param name="left">One position.</param>
    /// <param name="right">The other.</param>
    public static bool operator <=(PipelinePosition left, PipelinePosition right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is newer or the same.</summary>
    /// <param name="left">One position.</param>
    /// <param name="right">The other.</param>
    public static bool operator >=(PipelinePosition left, PipelinePosition right) => left.CompareTo(right) >= 0;

    /// <summary>The form used in ETags and heartbeat marks: <c>epoch:version</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{Version}");

    /// <summary>Reads <c>epoch:version</c>.</summary>
    /// <param name="text">The text, at most 64 characters.</param>
    /// <param name="position">The position, or the default.</param>
    /// <returns>Whether the text was a position.</returns>
    public static bool TryParse(string? text, out PipelinePosition position)
    {
        position = default;
        if (text is null || text.Length > 64) return false;
        var colon = text.LastIndexOf(':');
        if (
            colon <= 0
            || !long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            return false;
        position = new PipelinePosition(text[..colon], version);
        return true;
    }
}
