namespace Dpa.Realtime.Client.Connections;

/// <summary>The state of the socket.</summary>
internal enum Phase
{
    /// <summary>Not started.</summary>
    Idle,

    /// <summary>An attempt is under way.</summary>
    Dialling,

    /// <summary>The server greeted.</summary>
    Up,

    /// <summary>Waiting for the time of the next attempt.</summary>
    Waiting,

    /// <summary>The server refused the socket for good.</summary>
    Stopped,
}
