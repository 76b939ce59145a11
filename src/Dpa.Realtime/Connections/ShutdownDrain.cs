using Dpa.Realtime.WebSockets;
using Microsoft.Extensions.Hosting;

namespace Dpa.Realtime.Connections;

/// <summary>
/// What happens to open connections when the host stops: each is told when to come back, then closed with 1012, spread so that they do not all return at once.
/// ASP.NET Core itself leaves open WebSockets alone until its shutdown timeout and then cuts them.
/// </summary>
internal sealed class ShutdownDrain(ConnectionRegistry registry, DpaRealtimeOptions options, TimeProvider time) : IHostedLifecycleService
{
    private const double ClosesPerSecond = 500;
    private static readonly TimeSpan LeastReturn = TimeSpan.FromSeconds(1);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var connections = registry.BeginDrain();
        var spread = TimeSpan.FromSeconds(Math.Min(connections.Length / ClosesPerSecond, options.DrainTime.TotalSeconds));
        await Task.WhenAll(connections.Select((c, i) => CloseAsync(c, spread * i / connections.Length, spread, cancellationToken))).ConfigureAwait(false);
    }

    private async Task CloseAsync(IConnection connection, TimeSpan after, TimeSpan spread, CancellationToken cancellationToken)
    {
        var back = spread + LeastReturn;
        connection.AskToReconnect(back * JitterOf(connection), "restart");
        await Task.Delay(after, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection.Close(CloseCode.ServiceRestart, "restart");
    }

    /// <summary>0.5 to 1, evenly: connection ids are random, and so is their hash.</summary>
    public static double JitterOf(IConnection connection) => 0.5 + ((uint)connection.Id.GetHashCode(StringComparison.Ordinal) / (2.0 * uint.MaxValue));
}
