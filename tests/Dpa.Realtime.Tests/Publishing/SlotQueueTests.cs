using System.Diagnostics;
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

    /// <summary>
    /// Reporters with many slots each, so that the queue is hardly ever empty: often one is interrupted right after it
    /// has put a slot in, and goes on when that slot has been taken and its link serves others.
    /// </summary>
    [Fact]
    public async Task Put_WhileTheSlotIsTakenAtOnce_PutsItInOnce()
    {
        const int Reporters = 3;
        const int Puts = 40_000; // of each
        var slots = Enumerable.Range(0, 16 * Reporters).ToDictionary(i => new StageSlot($"s{i}"), i => i);
        var (put, taken) = (new int[slots.Count], new int[slots.Count]);
        var reporting = Task.WhenAll(Enumerable.Range(0, Reporters).Select(reporter => Task.Factory.StartNew(
            () =>
            {
                (StageSlot Slot, int Index)[] own =
                    [.. slots.Where(s => s.Value % Reporters == reporter).Select(s => (s.Key, s.Value))];
                for (var (i, left) = (0, Puts); left > 0; i = (i + 1) % own.Length)
                {
                    if (!own[i].Slot.TryQueue())
                    {
                        Thread.Yield(); // the taker needs a processor
                        continue;
                    }

                    put[own[i].Index]++;
                    _queue.Put(own[i].Slot);
                    left--;
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        // One that is lost is never put in again, so that its reporter goes on with the others: nothing hangs.
        var limit = Stopwatch.StartNew();
        while ((!reporting.IsCompleted || !_queue.IsEmpty) && limit.Elapsed < TimeSpan.FromMinutes(1))
        {
            while (_queue.TryTake(out var slot))
            {
                taken[slots[slot]]++;
                slot.Dequeued();
            }
        }

        Assert.True(reporting.IsCompleted);
        await reporting;
        Assert.Equal(put, taken);
    }
}
