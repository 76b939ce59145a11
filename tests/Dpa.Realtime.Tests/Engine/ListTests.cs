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
}
