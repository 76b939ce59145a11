using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Client.Connections;

/// <summary>What all of a client's parts share.</summary>
internal sealed record ClientContext(
    RealtimeClientOptions Options, Strand Strand, Requests Requests, ISocketConnector Sockets, Func<double> Jitter,
    ClientMetrics Metrics, ILogger Logger)
{
    public SupervisionRules Rules { get; } = SupervisionRules.Of(Options);

    /// <summary>The part of the address that may be logged.</summary>
    public string Host => Options.Address!.Authority;
}
