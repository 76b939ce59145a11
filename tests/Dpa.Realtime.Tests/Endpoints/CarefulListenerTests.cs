using System.Net;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Endpoints;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Endpoints;

public sealed class CarefulListenerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly CountedTransport _transport = new();

    [Fact]
    public async Task AcceptAsync_TooFewDescriptors_WaitsUntilSomeAreFree()
    {
        var descriptors = new FixedDescriptors { Used = 95 };
        await using var listener = await BindAsync(descriptors);

        var accepting = listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask();
        for (var i = 0; i < 5; i++) _time.Advance(DescriptorGuard.Recount);
        Assert.Equal(0, _transport.Accepts);

        descriptors.Used = 10;
        while (_transport.Accepts == 0)
        {
            _time.Advance(DescriptorGuard.Recount);
            await Task.Yield();
        }

        Assert.NotNull(await accepting.WaitAsync(Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task UnbindAsync_WhileItWaits_EndsTheWait()
    {
        await using var listener = await BindAsync(new FixedDescriptors { Used = 95 });
        var accepting = listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask();

        await listener.UnbindAsync(TestContext.Current.CancellationToken);

        Assert.Null(await accepting.WaitAsync(Limit, TestContext.Current.CancellationToken));
    }

    private async Task<IConnectionListener> BindAsync(Descriptors descriptors)
    {
        var guard = new DescriptorGuard(descriptors, _time, NullLogger<DescriptorGuard>.Instance);
        return await new CarefulListenerFactory(_transport, guard, _time).BindAsync(
            new IPEndPoint(IPAddress.Loopback, 0));
    }

    private sealed class FixedDescriptors : Descriptors
    {
        private volatile int _used;

        public int Used
        {
            get => _used;
            set => _used = value;
        }

        public override int? Limit => 100;

        public override int Count() => Used;
    }

    /// <summary>Always has a connection for whoever asks.</summary>
    private sealed class CountedTransport : IConnectionListenerFactory, IConnectionListener
    {
        private volatile int _accepts;
        private volatile bool _isUnbound;

        public int Accepts => _accepts;

        public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 1);

        public ValueTask<IConnectionListener> BindAsync(
            EndPoint endpoint, CancellationToken cancellationToken = default) => new(this);

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            if (_isUnbound) return new(default(ConnectionContext));
            Interlocked.Increment(ref _accepts);
            return new(new DefaultConnectionContext());
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _isUnbound = true;
            return default;
        }

        public ValueTask DisposeAsync() => default;
    }
}
