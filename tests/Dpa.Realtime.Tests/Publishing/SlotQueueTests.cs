using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

public sealed class SlotQueueTests
{
    private readonly SlotQueue _queue = new();

    [Fact]
    public void Take_GivesThemInTheOrderInWhichTheyWerePutIn()
    {
        StageSlot[] slots = [.. Enumerable.Range(0, 5).Select(i => new StageSlot($"s{i}"))];
        foreach (var slot in slots.AsSpan(..3)) _queue.Put(slot);
        Assert.True(_queue.TryTake(out var first));
        foreach (var slot in slots.AsSpan(3..)) _queue.Put(slot);

        List<StageSlot> taken = [first];
        while (_queue.TryTake(out var next)) taken.Add(next);

        Assert.Equal(slots, taken);
        Assert.True(_queue.IsEmpty);
    }

    /// <summary>Reporters that put slots in again while one takes: none is lost, and none is in it twice.</summary>
    [Fact]
    public async Task PutAndTake_ByManyThreads_TakesEachAsOftenAsItWasPutIn()
    {
        const int Rounds = 20_000;
        StageSlot[] slots = [.. Enumerable.Range(0, 4).Select(i => new StageSlot($"s{i}"))];
        var put = 0;
        var reporting = Task.WhenAll(slots.Select(slot => Task.Run(() =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                if (!slot.TryQueue()) continue;
                Interlocked.Increment(ref put);
                _queue.Put(slot);
            }
        })));

        var taken = 0;
        while (!reporting.IsCompleted || !_queue.IsEmpty)
        {
            while (_queue.TryTake(out var slot))
            {
                taken++;
                slot.Dequeued();
            }
        }

        await reporting;
        Assert.Equal(put, taken);
    }
}
