using Microsoft.AspNetCore.SignalR;

namespace Dpa.Realtime.LoadTest.Peers;

/// <summary>
/// What one would write with SignalR instead: a group a pipeline, JSON, one message a change with the fields of our
/// frame.
/// </summary>
internal class SignalRPeer : IPeer
{
    private const char RecordSeparator = '\u001e';

    public virtual string Name => "signalr";

    public string? SubProtocol => null;

    public virtual void AddServices(IServiceCollection services, LoadTestOptions options) => Add(services, options);

    public virtual void Map(WebApplication app) => app.MapHub<ProgressHub>("/hub");

    public Task<IPeerProducer> StartAsync(
        IServiceProvider services, LoadTestOptions options, CancellationToken cancellation) =>
        Task.FromResult<IPeerProducer>(
            new Producer(
                services.GetRequiredService<IHubContext<ProgressHub>>(), new PeerMessages(options)));

    public string Path(int pipeline) => "/hub";

    public IReadOnlyList<string> Opening(int pipeline) =>
    [
        """{"protocol":"json","version":1}""" + RecordSeparator,
        $$"""{"type":1,"invocationId":"1","target":"Subscribe","arguments":["load-{{pipeline}}"]}""" + RecordSeparator,
    ];

    public virtual bool IsSubscribed(ReadOnlySpan<byte> message) => message.IndexOf("\"invocationId\":\"1\""u8) >= 0;

    protected static ISignalRServerBuilder Add(IServiceCollection services, LoadTestOptions options)
    {
        var signalR = services.AddSignalR();
        if (options.Redis > 0)
            signalR.AddStackExchangeRedis($"127.0.0.1:{options.Redis}");
        return signalR;
    }

    internal sealed class ProgressHub : Hub
    {
        public Task Subscribe(string pipelineId) => Groups.AddToGroupAsync(Context.ConnectionId, pipelineId);
    }

    private sealed class Producer(IHubContext<ProgressHub> hub, PeerMessages messages) : IPeerProducer
    {
        public async ValueTask PublishAsync(int pipeline, double percent, string stamp) =>
            await hub
                .Clients.Group(messages.Id(pipeline))
                .SendAsync(messages.Type, messages.Next(pipeline, percent, stamp));

        public ValueTask DisposeAsync() => default;
    }
}
