using System.Globalization;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>
/// A position as a text that compares as the position does: all epochs have the same length, and the version is padded
/// with zeros.
/// </summary>
internal static class OfferText
{
    public static string Of(PipelinePosition position) =>
        string.Create(CultureInfo.InvariantCulture, $"{position.Epoch}:{position.Version:D16}");
}
