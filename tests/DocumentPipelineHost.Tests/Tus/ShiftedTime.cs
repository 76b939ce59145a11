namespace DocumentPipelineHost.Tests.Tus;

/// <summary>Real timers, and a clock that is ahead of the real one.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public void Advance(TimeSpan more) => Interlocked.Add(ref _ahead, more.Ticks);
}
