namespace Dpa.Realtime.Client.Fallback;

/// <summary>The outcome of streaming.</summary>
internal enum StreamChange
{
    /// <summary>The server's greeting arrived.</summary>
    Greeted,

    /// <summary>The stream ended and restarts by itself.</summary>
    Waiting,

    /// <summary>The stream failed and stays closed until it is started again.</summary>
    Failed,
}
