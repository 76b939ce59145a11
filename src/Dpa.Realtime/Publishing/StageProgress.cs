namespace Dpa.Realtime.Publishing;

/// <summary>
/// A stage as an <see cref="IProgress{T}"/> of any type. Unlike <see cref="Progress{T}"/> it hops to no other thread,
/// so reports keep their order.
/// </summary>
internal sealed class StageProgress<T>(StageRun stage, Action<StageRun, T> report) : IProgress<T>
{
    public void Report(T value) => report(stage, value);
}
