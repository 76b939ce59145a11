using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Endpoints;

/// <summary>What a stream of events is to bring.</summary>
/// <param name="Subscribe">The pipelines named, and how they are to be watched.</param>
/// <param name="WatchesUser">Also everything that the caller has under way, now and later.</param>
internal sealed record EventsRequest(ClientMessage Subscribe, bool WatchesUser)
{
    /// <summary>The live list that it brings, or null.</summary>
    public ClientMessage? List { get; init; }

    /// <summary>Whether pipelines may come that are not named.</summary>
    public bool BringsOthers => WatchesUser || List is not null;

    /// <summary>
    /// The message for the caller's own pipelines: the live ones, and those that the client held before it was
    /// disconnected, since they may have ended meanwhile.
    /// </summary>
    public ClientMessage ForUser(IEnumerable<string> live) =>
        Subscribe with
        {
            Type = ClientMessageType.SubscribeUser,
            PipelineIds =
            [
                .. live.Union(Subscribe.Positions.Keys, StringComparer.Ordinal)
                    .Except(Subscribe.PipelineIds, StringComparer.Ordinal),
            ],
            Wait = false, InvalidIds = 0, ExcessIds = 0,
        };
}
