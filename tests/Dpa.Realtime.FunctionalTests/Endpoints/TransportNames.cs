using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>The transports by name, for theories.</summary>
internal static class TransportNames
{
    public const string Socket = "socket";
    public const string Events = "events";
    public const string LongPoll = "long poll";
    public const string Polling = "polling";

    public static readonly string[] All = [Socket, Events, LongPoll, Polling];

    public static IWalkTransport Walk(string name, RealtimeServer server) => name switch
    {
        Socket => new SocketWalk(server),
        Events => new EventsWalk(server),
        LongPoll => new LongPollWalk(server),
        _ => new PollingWalk(server),
    };
}
