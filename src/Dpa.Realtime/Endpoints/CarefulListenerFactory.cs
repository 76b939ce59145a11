using System.Net;
using Dpa.Realtime.Diagnostics;
using Microsoft.AspNetCore.Connections;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// The server's transport, which accepts no connection where the process is about to run out of file descriptors.
/// Kestrel's own limit (<see cref="DescriptorLimit"/>) closes what is too much, but only once a thread gets round to
/// it: a busy machine accepts hundreds before, and the runtime then ends the process. Connections that are not accepted
/// wait in the operating system's queue.
/// </summary>
internal sealed class CarefulListenerFactory(
    IConnectionListenerFactory transport, DescriptorGuard guard, TimeProvider time
) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public async ValueTask<IConnectionListener> BindAsync(
        EndPoint endpoint, CancellationToken cancellationToken = default
    ) => new CarefulListener(await transport.BindAsync(endpoint, cancellationToken).ConfigureAwait(false), guard, time);

    public bool CanBind(EndPoint endpoint) =>
        transport is not IConnectionListenerFactorySelector selector || selector.CanBind(endpoint);
}
