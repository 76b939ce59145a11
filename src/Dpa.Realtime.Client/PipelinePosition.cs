using System.Globalization;

namespace Dpa.Realtime.Client;

/// <summary>
/// How far a pipeline's state has come (docs/protocol.md#position). Only a greater position is ever applied.
/// </summary>
/// <param name="Epoch">New when the state was lost or the id is used again; compared ordinally, first.</param>
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
}
