using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Specification;

/// <summary>
/// What every backplane keeps, by topic. This is the contract of <see cref="IPipelineStore"/> in code: nodes run
/// over the store, and each promise is a test.
/// </summary>
public abstract class BackplaneSpecification(BackplaneWorld world) : IAsyncLifetime
{
    protected const string Owner = "user-1";
    protected const string Token = "producer-1";

    private long _sequence;

    protected BackplaneWorld World { get; } = world;

    /// <summary>The first node and its receiver.</summary>
    private protected IBackplane Backplane { get; private set; } = null!;

    private protected RecordingReceiver Receiver { get; } = new();

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await World.InitializeAsync();
        Backplane = World.Node(Receiver);
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Another node on the same backplane.</summary>
    private protected (IBackplane Backplane, RecordingReceiver Receiver) AnotherNode()
    {
        var receiver = new RecordingReceiver();
        return (World.Node(receiver), receiver);
    }

    protected static PipelineStart Start(string id, params string[] stages) =>
        new(id, Owner) { Stages = [.. stages.Select(s => new StageDefinition(s))] };

    protected async Task<PipelineState> StartedAsync(PipelineStart start, string token = Token)
    {
        var result = await Backplane.StartAsync(start, token, Ct);
        Assert.Equal(ApplyStatus.Applied, result.Status);
        return result.State!;
    }

    protected PipelineChange Change(string id, string token = Token) =>
        new()
        {
            PipelineId = id, ProducerToken = token, Sequence = Interlocked.Increment(ref _sequence),
        };

    protected async Task<ApplyResult> ApplyAsync(PipelineChange change) => await Backplane.ApplyAsync(change, Ct);

    protected async Task<ApplyResult> ApplyAsync(string id, params StageChange[] stages) =>
        await Backplane.ApplyAsync(Change(id) with { Stages = [.. stages] }, Ct);

    protected async Task<ApplyResult> MoveAsync(string id, PipelineStatus status, bool newAttempt = false) =>
        await Backplane.ApplyAsync(
            Change(id) with
            {
                Status = status, NewAttempt = newAttempt, EndOpenStages = true,
            },
            Ct);

    protected static StageChange Begin(string stage) => new() { Id = stage, Status = PipelineStatus.Processing };

    protected static StageChange At(string stage, double progress) => new() { Id = stage, Progress = progress };

    protected static StageChange To(string stage, PipelineStatus status) => new() { Id = stage, Status = status };

    protected async Task<PipelineState?> ReadAsync(string id) =>
        (await Backplane.ReadAsync([id], Ct)).SingleOrDefault();

    /// <summary>Applies, expecting that it is accepted.</summary>
    protected static async Task<PipelineState> AcceptedAsync(Task<ApplyResult> call)
    {
        var result = await call;
        Assert.Equal((ApplyStatus.Applied, null), (result.Status, result.Reason));
        return result.State!;
    }

    /// <summary>Applies, expecting a refusal that names its reason and changes nothing.</summary>
    protected async Task RefusedAsync(ApplyStatus status, string id, Task<ApplyResult> call)
    {
        var before = await ReadAsync(id);
        var result = await call;
        Assert.Equal(status, result.Status);
        Assert.Empty(result.Transitions);
        Assert.Equal(before?.Position, (await ReadAsync(id))?.Position);
    }
}
