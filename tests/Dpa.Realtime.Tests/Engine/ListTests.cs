using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Engine;

/// <summary>A store that knows nothing of lists.</summary>
public sealed class ListTests : EngineTest
{
    [Fact]
    public async Task ReadList_IsWhatHasNotEndedInPartsTheNewestFirst()
    {
        foreach (var id in new[] { "a", "b", "c", "d" })
        {
            await StartedAsync(new PipelineStart(id, "user-1"));
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await MoveAsync("c", PipelineStatus.Completed);

        var first = await Engine.ReadListAsync("user-1", null, 2, Ct);
        var second = await Engine.ReadListAsync("user-1", first[^1], 2, Ct);

        Assert.Equal(["d", "b"], first.Select(ListKey.IdOf));
        Assert.Equal(["a"], second.Select(ListKey.IdOf));
    }

    [Fact]
    public async Task ReadList_OfMoreThanAreReadAtOnce_IsTheGreatestOfAll()
    {
        List<PipelineState> started = [];
        for (var i = 0; i < 501; i++) started.Add(await StartedAsync(new PipelineStart($"p{i:000}", "user-1")));
        Store.Spoil("p250");

        var first = await Engine.ReadListAsync("user-1", null, 3, Ct);
        var last = await Engine.ReadListAsync("user-1", ListKey.Of(started[2]), 3, Ct);
        var all = await Engine.ReadListAsync("user-1", null, 1000, Ct);

        Assert.Equal(["p500", "p499", "p498"], first.Select(ListKey.IdOf));
        Assert.Equal(["p001", "p000"], last.Select(ListKey.IdOf));
        Assert.Equal((500, false), (all.Length, all.Contains(ListKey.Of(started[250])!)));
    }
}
