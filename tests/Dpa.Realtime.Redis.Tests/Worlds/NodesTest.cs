using Dpa.Realtime.Specification;

namespace Dpa.Realtime.Redis.Tests.Worlds;

/// <summary>Tests of several nodes on the shared server, each test under a prefix of its own.</summary>
public abstract class NodesTest : IAsyncLifetime
{
    private readonly string _prefix = $"n{Guid.NewGuid():N}";
    private readonly ShiftedTimeProvider _time = new();
    private readonly List<RedisNode> _nodes = [];

    protected const string Owner = "user-1";

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected string Prefix => _prefix;

    private protected DpaRealtimeOptions Options { get; } = new();

    public virtual ValueTask InitializeAsync() => default;

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<(RedisNode Node, RecordingReceiver Ear)> NodeAsync(string? address = null)
    {
        address ??= (await SharedServers.Server).Address;
        var node = new RedisNode(
            redis =>
            {
                redis.Configuration = address;
                redis.KeyPrefix = _prefix;
                redis.TimeShift = () => _time.Shift;
            },
            Options,
            _time);
        _nodes.Add(node);
        var ear = new RecordingReceiver();
        await node.AttachAsync(ear);
        return (node, ear);
    }

    private protected void Pass(TimeSpan time) => _time.Advance(time);

    private protected static PipelineChange Change(string id, string token, long sequence, params StageChange[] stages) =>
        new() { PipelineId = id, ProducerToken = token, Sequence = sequence, Stages = [.. stages] };

    private protected static StageChange At(string stage, double progress) => new() { Id = stage, Progress = progress };

    private protected static StageChange Begin(string stage) => new() { Id = stage, Status = PipelineStatus.Processing };

    private protected static async Task<PipelineState> ReadAsync(RedisNode node, string id) => Assert.Single(await node.Backplane.ReadAsync([id], Ct));
}
