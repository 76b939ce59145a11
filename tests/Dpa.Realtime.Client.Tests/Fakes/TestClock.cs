using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Client.Tests.Fakes;

/// <summary>A clock that a test owns, and that knows how many timers wait for it.</summary>
internal sealed class TestClock : FakeTimeProvider
{
    private int _timers;

    public int Timers => Volatile.Read(ref _timers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _timers);
        return new Counted(base.CreateTimer(callback, state, dueTime, period), () =>
            Interlocked.Decrement(ref _timers));
    }

    private sealed class Counted(ITimer timer, Action gone) : ITimer
    {
        private int _isGone;

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGone, 1) == 0) gone();
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
