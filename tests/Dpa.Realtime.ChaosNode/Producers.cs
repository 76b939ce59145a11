using System.Collections.Concurrent;

namespace Dpa.Realtime.ChaosNode;

/// <summary>The producers of this node.</summary>
internal sealed class Producers(
    IProgressNotifier progress, IProgressReader reader, Gate gate, AcceptedLog accepted,
    IHostApplicationLifetime lifetime, ILogger<Producer> logger)
{
    private readonly ConcurrentQueue<Producer> _all = new();

    public IEnumerable<ShownProducer> Shown => _all.Select(p => p.Shown);

    public void Begin(ProducerOrder order)
    {
        var producer = new Producer(order, progress, reader, gate, accepted, logger);
        _all.Enqueue(producer);
        _ = producer.RunAsync(lifetime.ApplicationStopping);
    }
}
