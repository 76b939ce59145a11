using Dpa.Realtime.WebSockets;
using Microsoft.Extensions.Hosting;

namespace Dpa.Realtime.Connections;

/// <summary>
/// Closes open connections when the host stops: each client is notified when to reconnect, then closed with 1012. The
/// closes are spread so that the clients do not all reconnect at once. ASP.NET Core itself leaves WebSockets open
/// until its shutdown timeout and then aborts them.
/// </summary>
internal sealed class ShutdownDrain(ConnectionRegistry registry, DpaRealtimeOptions options, TimeProvider time)
    : IHostedLifecycleService
{
    private const double ReturnsPerSecond = 400;
    private static readonly TimeSpan LeastReturn = TimeSpan.FromSeconds(1);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var connections = registry.BeginDrain();
        var spread = TimeSpan.FromSeconds(
            Math.Min(2 * connections.Length / ReturnsPerSecond, options.DrainTime.TotalSeconds));
        await Task.WhenAll(
                connections
                    .OrderBy(JitterOf)
                    .Select((c, i) => CloseAsync(c, (double)i / connections.Length, spread, cancellationToken)))
            .ConfigureAwait(false);
    }

    /// <summary>
    /// The clients reconnect evenly over the second half of the time: in the first half a load balancer notices the
    /// shutdown. Each connection stays open until shortly before its turn, so that a client is disconnected only for a
    /// moment, however long the drain takes.
    /// </summary>
    private async Task CloseAsync(
        IConnection connection, double turn, TimeSpan spread, CancellationToken cancellationToken)
    {
        var back = (spread + LeastReturn) * (1 + turn) / 2;
        connection.AskToReconnect(back, "restart");
        if (back > LeastReturn)
            await Task.Delay(back - LeastReturn, time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection.Close(CloseCode.ServiceRestart, "restart");
    }

    /// <summary>When one of many clients closed at once reconnects: spread as after a shutdown.</summary>
    public static TimeSpan ReturnOf(IConnection connection, int closed) =>
        (LeastReturn + TimeSpan.FromSeconds(2 * closed / ReturnsPerSecond)) * JitterOf(connection);

    /// <summary>0.5 to 1, evenly: connection ids are random, and so is their hash.</summary>
    public static double JitterOf(IConnection connection) =>
        0.5 + ((uint)connection.Id.GetHashCode(StringComparison.Ordinal) / (2.0 * uint.MaxValue));
}
