using Dpa.Realtime.Publishing;

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
