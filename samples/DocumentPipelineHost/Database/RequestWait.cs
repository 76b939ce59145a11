namespace DocumentPipelineHost.Database;

/// <summary>
/// A request waits for a silent database once. What it would ask it afterwards, tidying up included, is refused at
/// once, so that one limit holds for all of its statements. What a request has begun for others (a pipeline's loop) is
/// no longer the request's when that has ended.
/// </summary>
internal sealed class RequestWait
{
    /// <summary>How long the request is refused: one that lives for hours, a socket's, may ask again.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private static readonly AsyncLocal<RequestWait?> Current = new();

    private long _spentAt;
    private volatile bool _isSpent;
    private volatile bool _isOver;

    /// <summary>Whether the request that runs here has met silence a moment ago. False where no request runs.</summary>
    public static bool IsSpent => Current.Value is { _isSpent: true, _isOver: false } own
        && TimeProvider.System.GetElapsedTime(Volatile.Read(ref own._spentAt)) < Window;

    /// <summary>The request that runs here met silence.</summary>
    public static void Spend()
    {
        if (Current.Value is not { } own)
            return;
        Volatile.Write(ref own._spentAt, TimeProvider.System.GetTimestamp());
        own._isSpent = true;
    }

    /// <summary>Runs a request.</summary>
    public static async Task RunAsync(Func<Task> request)
    {
        var own = new RequestWait();
        Current.Value = own;
        try
        {
            await request();
        }
        finally
        {
            own._isOver = true;
        }
    }
}
