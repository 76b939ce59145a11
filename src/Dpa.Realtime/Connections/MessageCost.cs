using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>
/// What a client's message costs the node: microseconds of a processor, roughly (benchmarks/results/attacks.md).
/// </summary>
internal static class MessageCost
{
    /// <summary>A connection, from its handshake to its end.</summary>
    public const double Connection = 300;

    /// <summary>A question to the application's archive: about what a query of its database costs.</summary>
    public const double Archived = 100;

    private const double Message = 10;
    private const double Byte = 0.03; // read, unmasked, parsed: 64 KB of empty ids took 1.7 ms
    private const double Id = 5; // subscribed to, looked up where it is unknown, and answered
    // three or four commands of a server that does 100,000 a second, and the reading of what it answers
    private const double RemoteId = 50;
    private const double RemoteOwnId = 15; // one command
    private const double ControlledId = 20;
    private const double ShownId = 0.5;

    /// <param name="message">The message; null where it could not be read.</param>
    /// <param name="bytes">Its size, what is wrong or too much of it included.</param>
    /// <param name="held">How many pipelines the connection watches.</param>
    /// <param name="isRemote">Whether a pipeline is read over a network, from a server that all nodes share.</param>
    public static double Of(ClientMessage? message, int bytes, int held, bool isRemote) =>
        Message
        + (bytes * Byte)
        + message?.Type switch
        {
            ClientMessageType.SubscribePipeline or ClientMessageType.UnsubscribePipeline => message.PipelineIds.Count
                * (isRemote ? RemoteId : Id),
            ClientMessageType.Control => message.PipelineIds.Count * ControlledId,
            ClientMessageType.GetStatus => held * ShownId,
            ClientMessageType.SubscribeQuery => message.Query!.CostFor("") * (isRemote ? RemoteId : Id),
            _ => 0, // subscribe_user names none: what it brings is known when it has been read
        };

    /// <summary>What a user's own pipelines cost that were read for it.</summary>
    public static double OfUser(int pipelines, bool isRemote) => pipelines * (isRemote ? RemoteOwnId : Id);
}
