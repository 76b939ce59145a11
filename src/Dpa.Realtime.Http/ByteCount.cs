namespace Dpa.Realtime.Http;

/// <summary>Bytes that have passed, reported as units; without a total the stage is indeterminate.</summary>
internal sealed class ByteCount(StageRun stage, long? total, long done = 0)
{
    private long _done = done;

    public int Add(int bytes)
    {
        Report(Interlocked.Add(ref _done, bytes));
        return bytes;
    }

    /// <summary>A stream that was moved continues from there; a stage's percentage does not go back.</summary>
    public void MoveTo(long position)
    {
        Interlocked.Exchange(ref _done, position);
        Report(position);
    }

    private void Report(long done) => stage.Report(done, total ?? 0, "bytes");
}
