using Dpa.Realtime.Guests;
using Dpa.Realtime.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dpa.Realtime.Tests.Publishing;

public sealed class ArchiveLookupTests : PublishingTest
{
    private readonly CountingArchive _archive = new();
    private readonly ArchiveLookup _lookup;

    public ArchiveLookupTests() => _lookup = new ArchiveLookup(Backplane, Guests, _archive, Time);

    [Fact]
    public async Task Find_WhatTheArchiveDoesNotKnow_IsAskedOnceInFiveSeconds()
    {
        for (var i = 0; i < 1000; i++) Assert.Null(await _lookup.FindAndRestoreAsync("nobody", Ct));
        Assert.Equal(1, _archive.Asked);

        Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await _lookup.FindAndRestoreAsync("nobody", Ct));

        Assert.Equal(2, _archive.Asked);
    }

    [Fact]
    public async Task Find_ManyThatTheArchiveDoesNotKnow_AreForgottenAndNotKept()
    {
        for (var i = 0; i < 20_000; i++) await _lookup.FindAndRestoreAsync($"p{i}", Ct);

        await _lookup.FindAndRestoreAsync("p19999", Ct);
        await _lookup.FindAndRestoreAsync("p0", Ct);

        Assert.Equal(20_001, _archive.Asked); // the newest is remembered, the oldest is not
    }

    [Fact]
    public async Task Find_AnEndedPipeline_KeepsItsPositionHoweverOftenItIsLookedAt()
    {
        var run = await Notifier.StartAsync(new PipelineStart("old", "u"), Ct);
        await run.CompleteAsync(Ct);
        _archive.State = run.State;
        var lookup = new ArchiveLookup(NewMemory(), Guests, _archive, Time);

        Assert.Equal(run.State.Position, (await lookup.FindAndRestoreAsync("old", Ct))!.Position);
        Assert.Equal(run.State.Position, (await lookup.FindAndRestoreAsync("old", Ct))!.Position);
    }

    /// <summary>An archive that was filled by an earlier version: only what is completed is at 100.</summary>
    [Fact]
    public async Task Find_AFailedPipelineAt100_IsShownBelowIt()
    {
        var run = await Notifier.StartAsync(new PipelineStart("old", "u"), Ct);
        await run.FailAsync(new ProgressError("code", "message"), Ct);
        _archive.State = run.State with { OverallProgress = 100 };
        var lookup = new ArchiveLookup(NewMemory(), Guests, _archive, Time);

        Assert.Equal(99.99, (await lookup.FindAndRestoreAsync("old", Ct))!.OverallProgress);
    }

    /// <summary>
    /// What a guest returns is looked at inside its call: what no backplane can take is its failure, and has its one
    /// line a minute.
    /// </summary>
    [Theory]
    [MemberData(nameof(UnusableStates))]
    public async Task Find_WhatCannotBeRestored_IsAFailureOfTheArchive(string wrong)
    {
        var run = await Notifier.StartAsync(Start("p", "a"), Ct);
        _archive.State = Broken(run.State, wrong);
        var lookup = new ArchiveLookup(NewMemory(), Guests, _archive, Time);

        Assert.False((await lookup.FindAsync("p", "user", Ct)).IsKnown);
        var refused = await Assert.ThrowsAsync<PipelineException>(async () =>
            await lookup.RestoreForProducerAsync("p", Ct));
        Assert.Equal("application_unavailable", refused.Code);
    }

    public static TheoryData<string> UnusableStates =>
        [
            "id", "no owner", "owner", "stages", "stage", "stage's id", "stage's name", "transitions", "children",
            "attributes", "attribute", "parent", "weight", "error",
        ];

    private static PipelineState Broken(PipelineState state, string wrong) => wrong switch
    {
        "id" => state with { Id = "q" },
        "no owner" => state with { Owner = null! },
        "owner" => state with { Owner = "a\nb" },
        "stages" => state with { Stages = default },
        "stage" => state with { Stages = [null!] },
        "stage's id" => state with { Stages = [state.Stages[0] with { Id = null! }] },
        "stage's name" => state with { Stages = [state.Stages[0] with { Name = null! }] },
        "transitions" => state with { Transitions = default },
        "children" => state with { Children = null! },
        "attributes" => state with { Attributes = null! },
        "attribute" => state with { Attributes = state.Attributes.Add("name", null!) },
        "parent" => state with { ParentId = "no id" },
        "weight" => state with { Weight = double.NaN },
        "error" => state with { Error = new ProgressError("code", null!) },
        _ => throw new ArgumentOutOfRangeException(nameof(wrong)),
    };

    /// <summary>
    /// The application's own calls have no user: those for pipelines for which the archive hangs do not stop those for
    /// others.
    /// </summary>
    [Fact]
    public async Task Find_ForProducersWhileOthersPipelinesHang_IsAnswered()
    {
        var guests = new GuestCalls(Options, Time, Metrics, NullLogger<GuestCalls>.Instance);
        var archive = new HangingArchive();
        var lookup = new ArchiveLookup(Backplane, guests, archive, Time);
        var hanging = Enumerable
            .Range(0, 8)
            .SelectMany(i => Enumerable.Range(0, 2).Select(_ => lookup.RestoreForProducerAsync($"bad{i}", Ct).AsTask()))
            .ToArray();

        Assert.False(await lookup.RestoreForProducerAsync("good", Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ct));
        Assert.Null(await lookup.FindAndRestoreAsync("good too", Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ct));
        Assert.All(hanging, h => Assert.False(h.IsCompleted));

        archive.Gate.SetResult(null);
        await Task.WhenAll(hanging).WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }

    private sealed class HangingArchive : IPipelineArchive
    {
        public TaskCompletionSource<PipelineState?> Gate { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken) =>
            pipelineId.StartsWith("bad", StringComparison.Ordinal) ? new(Gate.Task) : default;
    }

    private sealed class CountingArchive : IPipelineArchive
    {
        public int Asked { get; private set; }

        public PipelineState? State { get; set; }

        public ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken)
        {
            Asked++;
            return new(State);
        }
    }
}
