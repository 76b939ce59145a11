namespace Dpa.Realtime.Client.Fallback;

/// <summary>What became of streaming.</summary>
internal enum StreamChange
{
    /// <summary>It gets through.</summary>
    Greeted,

    /// <summary>It comes back by itself.</summary>
    Waiting,

    /// <summary>It does not, until it is started again.</summary>
    Failed,
}
