using System.Text;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// The positions that an event stream has brought its client to, as its <c>id</c>: <c>pipeline_id@epoch:version</c>,
/// separated by commas. Signs of neither stand in an id or an epoch.
/// </summary>
internal static class EventId
{
    private const int MaxLength = 1024; // docs/protocol.md#server-sent-events; all ASCII
    // an id of one character, an epoch of 36, a version of one digit, and the signs between them
    private const int LeastEntry = 41;

    /// <summary>
    /// The id, or an empty one, which makes a client forget the last, where the positions do not fit.
    /// </summary>
    public static string Of(Subscription[] subscriptions)
    {
        if (subscriptions.Length > MaxLength / LeastEntry) return "";
        var id = new StringBuilder();
        foreach (var subscription in subscriptions)
        {
            var position = subscription.Delivery.Cursor.Position;
            if (position.Epoch is null) continue;
            if (id.Length > 0) id.Append(',');
            id.Append(subscription.PipelineId).Append('@').Append(position);
        }

        return id.Length <= MaxLength ? id.ToString() : "";
    }

    /// <summary>
    /// The positions of a <c>Last-Event-ID</c>; what cannot be read is left out, and then answered with a full state.
    /// </summary>
    public static Dictionary<string, PipelinePosition> Read(string header)
    {
        var positions = new Dictionary<string, PipelinePosition>(StringComparer.Ordinal);
        if (header.Length > MaxLength) return positions;
        foreach (var entry in header.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = entry.IndexOf('@', StringComparison.Ordinal);
            if (
                at > 0
                && WireBounds.IsPipelineId(entry[..at])
                && PipelinePosition.TryParse(entry[(at + 1)..], out var position))
                positions[entry[..at]] = position;
        }

        return positions;
    }
}
