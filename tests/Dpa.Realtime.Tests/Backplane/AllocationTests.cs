using Dpa.Realtime.Engine;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>
/// What an accepted change allocates, the change itself included: measured figures with room for a tenth. Whoever
/// lowers one lowers it here, too.
/// </summary>
public sealed class AllocationTests
{
    private const double Room = 1.1;
    private const int Turns = 500;

    private readonly PipelineEngine _backplane = new(
        new InMemoryPipelineStore(TimeProvider.System), TimeProvider.System,
        new OptionsWrapper<DpaRealtimeOptions>(new DpaRealtimeOptions()));

    private long _sequence;

    [Theory]
    [InlineData(4, 1_104)]
    [InlineData(200, 1_104)]
    public async Task Progress_AnAcceptedChange_Allocates(int stages, int bytes)
    {
        await StartAsync(stages);

        AssertAllocates(
            bytes, Each(() => Apply(new StageChange { Id = "s1", Progress = 50, CompletedUnits = _sequence })));
    }

    /// <summary>Two share the array; of three, every other one writes two changes into an array of its own.</summary>
    [Theory]
    [InlineData(4, 2, 1_104)]
    [InlineData(200, 2, 1_104)]
    [InlineData(4, 3, 1_120)]
    [InlineData(200, 3, 1_900)]
    public async Task Progress_OfSomeStagesInTurn_Allocates(int stages, int inTurn, int bytes)
    {
        await StartAsync(stages);
        string[] ids = [.. Enumerable.Range(1, inTurn).Select(i => $"s{i}")];
        foreach (var id in ids[1..]) Apply(new StageChange { Id = id, Status = PipelineStatus.Processing });

        AssertAllocates(
            bytes, Each(() => Apply(
                new StageChange { Id = ids[_sequence % inTurn], Progress = 50, CompletedUnits = _sequence })));
    }

    /// <summary>With 64 transitions kept, and 64 that were dropped.</summary>
    [Theory]
    [InlineData(4, 1_310)]
    [InlineData(200, 1_310)]
    public async Task Warning_AnAcceptedChange_Allocates(int stages, int bytes)
    {
        await StartAsync(stages);
        for (var i = 0; i < 128; i++) Warn();

        AssertAllocates(bytes, Each(Warn));
    }

    private static void AssertAllocates(int bytes, double actual)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"{actual:F0} bytes");
        Assert.InRange(actual, bytes / Room, Room * bytes);
    }

    private static double Each(Action turn)
    {
        for (var i = 0; i < 100; i++) turn();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Turns; i++) turn();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Turns;
    }

    private async Task StartAsync(int stages)
    {
        var start = new PipelineStart("p", "u")
        {
            Stages = [.. Enumerable.Range(0, stages).Select(i => new StageDefinition($"s{i}"))],
        };
        await _backplane.StartAsync(start, "t", CancellationToken.None);
        Apply(new StageChange { Id = "s1", Status = PipelineStatus.Processing });
    }

    private void Warn() => Apply(new StageChange { Id = "s1", Warning = true, Message = "A page is blank." });

    private void Apply(StageChange stage)
    {
        var change = new PipelineChange
        {
            PipelineId = "p", ProducerToken = "t", Sequence = ++_sequence, Stages = [stage],
        };
        var applied = _backplane.ApplyAsync(change, CancellationToken.None);
        if (!applied.IsCompletedSuccessfully || applied.Result.Status != ApplyStatus.Applied)
            throw new InvalidOperationException("It was not applied.");
    }
}
