namespace Dpa.Realtime.Client.Connections;

/// <summary>Where the socket stands.</summary>
internal enum Phase
{
    /// <summary>Not started.</summary>
    Idle,

    /// <summary>An attempt is under way.</summary>
    Dialling,

    /// <summary>The server greeted.</summary>
    Up,

    /// <summary>The next attempt has its time.</summary>
    Waiting,

    /// <summary>The server refused the socket for good.</summary>
    Stopped,
}
