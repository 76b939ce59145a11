using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>
/// Work that comes at the worst moment is done: each step of the two sides is made by the test, in the order that it
/// wants.
/// </summary>
public sealed class LoopWakeTests
{
    private readonly Queue<int> _work = new();
    private readonly LoopWake<Queue<int>> _wake;
    private Action _afterLook = () => { };

    public LoopWakeTests() => _wake = new LoopWake<Queue<int>>(_work, work =>
    {
        var found = work.Count > 0;
        var after = _afterLook;
        _afterLook = () => { };
        after();
        return found;
    });

    [Fact]
    public void Work_ForALoopThatRests_StartsIt()
    {
        Assert.True(Bring());
        Assert.True(_wake.IsRunning);
        Assert.False(Bring());
    }

    [Fact]
    public void Loop_WithWork_GoesOn()
    {
        Bring();

        Assert.False(_wake.TryEnd());
        Assert.True(_wake.IsRunning);
    }

    [Fact]
    public void Loop_WithoutWork_EndsAndIsStartedByTheNext()
    {
        Bring();
        _work.Clear();

        Assert.True(_wake.TryEnd());
        Assert.False(_wake.IsRunning);
        Assert.True(Bring());
    }

    /// <summary>
    /// The loop has looked and found nothing; whoever brings work then finds it running, and leaves it to the loop.
    /// </summary>
    [Fact]
    public void Work_BetweenTheLastLookAndTheEnd_KeepsTheLoopRunning()
    {
        Bring();
        _work.Clear();
        _afterLook = () => Assert.False(Bring());

        Assert.False(_wake.TryEnd());
        Assert.True(_wake.IsRunning);
        Assert.Single(_work);
    }

    /// <summary>
    /// The loop has ended, and whoever brought work has started another before the first looked again: one of the two
    /// runs.
    /// </summary>
    [Fact]
    public void Work_AfterTheEnd_IsTheNewLoops()
    {
        Bring();
        _work.Clear();
        _afterLook = () => _afterLook = () =>
        {
            _work.Enqueue(1);
            Assert.True(_wake.TryStart());
        };

        Assert.True(_wake.TryEnd());
        Assert.True(_wake.IsRunning);
        Assert.Single(_work);
    }

    private bool Bring()
    {
        _work.Enqueue(1);
        return _wake.TryStart();
    }
}
