using CsCheck;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Tests.FanOut;

public sealed class OutboxQueueTests
{
    private readonly OutboxQueue _queue = new();

    /// <summary>Against a plain queue: true puts one in, false takes one out.</summary>
    [Fact]
    public void PutAndTake_InAnyOrder_IsAQueue() =>
        Gen.Bool.Array[1, 200].Sample(steps =>
        {
            var queue = new OutboxQueue();
            var expected = new Queue<TextFrames>();
            foreach (var puts in steps)
            {
                if (puts)
                {
                    var frame = TextFrames.Of(new byte[1]);
                    Assert.True(queue.TryPut(new OutboxItem(null, frame, false)));
                    expected.Enqueue(frame);
                }
                else
                {
                    var isThere = expected.TryDequeue(out var frame);
                    Assert.Equal(isThere, queue.TryTake(out var item));
                    if (isThere) Assert.Same(frame.Bytes, item.Frame!.Value.Bytes);
                }

                Assert.Equal(expected.Count == 0, queue.IsEmpty);
            }
        });

    [Fact]
    public async Task Wait_EndsWhenSomethingIsPutInOrNothingEverWillBe()
    {
        var waiting = _queue.WaitAsync(CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);

        _queue.TryPut(default);
        Assert.True(await waiting);
        Assert.True(await _queue.WaitAsync(CancellationToken.None));

        _queue.Complete();
        Assert.False(_queue.TryPut(default));
        Assert.True(await _queue.WaitAsync(CancellationToken.None)); // what waits can still be taken
        Assert.True(_queue.TryTake(out _));
        Assert.False(await _queue.WaitAsync(CancellationToken.None));
    }

    /// <summary>A lost wake-up leaves the taker waiting: the last item of a round is followed by no other.</summary>
    [Fact]
    public async Task Wait_WhileManyPutIn_MissesNone()
    {
        const int Rounds = 5_000;
        const int Putters = 3;
        var (taken, left) = (0, 0);
        using var empty = new SemaphoreSlim(0);
        var taking = TakeAsync();

        for (var round = 0; round < Rounds; round++)
        {
            Interlocked.Exchange(ref left, Putters);
            for (var i = 0; i < Putters; i++)
                ThreadPool.UnsafeQueueUserWorkItem(_ => _queue.TryPut(default), null);
            Assert.True(await empty.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        }

        _queue.Complete();
        await taking;
        Assert.Equal(Rounds * Putters, taken);

        async Task TakeAsync()
        {
            while (await _queue.WaitAsync(CancellationToken.None))
            {
                while (_queue.TryTake(out _))
                {
                    taken++;
                    if (Interlocked.Decrement(ref left) == 0) empty.Release();
                }
            }
        }
    }

    [Fact]
    public async Task Wait_UntilItIsComplete_EndsWithFalse()
    {
        var waiting = _queue.WaitAsync(CancellationToken.None).AsTask();

        _queue.Complete();

        Assert.False(await waiting);
    }
}
