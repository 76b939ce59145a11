using System.Net;
using Dpa.Realtime.Diagnostics;
using Microsoft.AspNetCore.Connections;

namespace Dpa.Realtime.Endpoints;

/// <summary>A listening socket that waits with the next connection while too few file descriptors are left.</summary>
internal sealed class CarefulListener(IConnectionListener inner, DescriptorGuard guard, TimeProvider time)
    : IConnectionListener
{
    private readonly CancellationTokenSource _unbound = new();

    public EndPoint EndPoint => inner.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (!_unbound.IsCancellationRequested && !guard.MayAccept())
            await Task.Delay(DescriptorGuard.Recount, time, _unbound.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await inner.AcceptAsync(cancellationToken).ConfigureAwait(false); // null once it is unbound
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await inner.UnbindAsync(cancellationToken).ConfigureAwait(false);
        await _unbound.CancelAsync().ConfigureAwait(false); // a waiting accept finds it unbound
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
