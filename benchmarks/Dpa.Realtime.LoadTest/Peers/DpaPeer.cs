using Dpa.Realtime.Redis;

namespace Dpa.Realtime.LoadTest.Peers;

/// <summary>This library, as an application uses it: one run a pipeline, and <c>Report</c>.</summary>
internal class DpaPeer : IPeer
{
    private const string Stage = "work";

    public virtual string Name => "dpa";

    public string? SubProtocol => "dpa.realtime.v1";

    public void AddServices(IServiceCollection services, LoadTestOptions options)
    {
        var realtime = services.AddDpaRealtime(o =>
        {
            o.AllowAnonymous = true;
            o.MaxConnectionsPerUser = 100_000;
            o.SendTimeout =
                options.SendTimeoutSeconds == 0
                    ? Timeout.InfiniteTimeSpan
                    : TimeSpan.FromSeconds(options.SendTimeoutSeconds);
        });
        if (options.Redis > 0)
            realtime.AddRedisBackplane($"127.0.0.1:{options.Redis}");
    }

    public virtual void Map(WebApplication app) => app.MapDpaWebSocket();

    public async Task<IPeerProducer> StartAsync(
        IServiceProvider services, LoadTestOptions options, CancellationToken cancellation)
    {
        var notifier = services.GetRequiredService<IProgressNotifier>();
        var runs = new List<(PipelineRun, StageRun)>();
        for (var i = options.Node; i < options.Pipelines; i += options.Nodes)
        {
            var run = await notifier.StartAsync(
                new PipelineStart(Id(i), User(i)) { Stages = [new(Stage, "Work")] }, cancellation);
            runs.Add((run, await run.StartStageAsync(Stage, cancellation)));
        }
        return new Producer([.. runs], options);
    }

    public string Path(int pipeline) => $"/api/v1/ws/{User(pipeline)}";

    public IReadOnlyList<string> Opening(int pipeline) =>
        [$$"""{"type":"subscribe_pipeline","pipeline_id":"{{Id(pipeline)}}"}"""];

    public bool IsSubscribed(ReadOnlySpan<byte> message) => message.IndexOf("\"subscription_confirmed\""u8) >= 0;

    public static string Id(int pipeline) => $"load-{pipeline}";

    // Only the owner may subscribe: all subscribers of a pipeline are connections of one user.
    public static string User(int pipeline) => $"user-{pipeline}";

    private sealed class Producer((PipelineRun Run, StageRun Stage)[] runs, LoadTestOptions options) : IPeerProducer
    {
        public async ValueTask PublishAsync(int pipeline, double percent, string stamp)
        {
            var stage = runs[pipeline / options.Nodes].Stage;
            if (options.Transitions) await stage.WarnAsync(stamp);
            else stage.Report(percent, stamp);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var (run, _) in runs)
                await run.DisposeAsync();
        }
    }
}
