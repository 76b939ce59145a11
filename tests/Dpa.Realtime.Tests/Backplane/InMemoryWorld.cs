using Dpa.Realtime.Backplane;
using Dpa.Realtime.Specification;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>The in-memory backplane under simulated time; its nodes are receivers of the same object.</summary>
internal sealed class InMemoryWorld : IBackplaneWorld
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryBackplane _backplane;

    public InMemoryWorld() => _backplane = new InMemoryBackplane(_time, new OptionsWrapper<DpaRealtimeOptions>(Options));

    public DpaRealtimeOptions Options { get; } = new();

    public ValueTask InitializeAsync() => default;

    public IBackplane Node(IBackplaneReceiver receiver)
    {
        _backplane.Attach(receiver);
        return _backplane;
    }

    public ValueTask PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return _backplane.SweepAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => default;
}
