using System.Text;
using Dpa.Realtime.LoadTest.Load;

namespace Dpa.Realtime.LoadTest.Peers;

/// <summary>
/// One way to bring changes to subscribers: how its server publishes, and what its subscribers send and read on a
/// plain WebSocket.
/// </summary>
internal interface IPeer
{
    string Name { get; }

    void AddServices(IServiceCollection services, LoadTestOptions options);

    void Map(WebApplication app);

    /// <summary>Begins the pipelines and answers what publishes a change of each.</summary>
    Task<IPeerProducer> StartAsync(IServiceProvider services, LoadTestOptions options, CancellationToken cancellation);

    /// <summary>The request target of the WebSocket upgrade of a subscriber to this pipeline.</summary>
    string Path(int pipeline);

    string? SubProtocol { get; }

    /// <summary>What a subscriber sends once it is connected.</summary>
    IReadOnlyList<string> Opening(int pipeline);

    /// <summary>The same as frames.</summary>
    IEnumerable<byte[]> OpeningFrames(int pipeline) =>
        Opening(pipeline).Select(m => FrameWriter.Write(FrameWriter.Text, Encoding.UTF8.GetBytes(m)));

    /// <summary>Whether this message confirms the subscription.</summary>
    bool IsSubscribed(ReadOnlySpan<byte> message);
}
