namespace Dpa.Realtime.Client.Connections;

/// <summary>What a session reports, on the strand.</summary>
internal interface ISessionOwner
{
    /// <summary>The server greeted: messages may be sent.</summary>
    void Up(GreetingFrame greeting);

    /// <summary>Every frame, the greeting too; null if it could not be read.</summary>
    void Frame(ServerFrame? frame);

    void Latency(TimeSpan roundTrip);

    /// <summary>Called once, whichever side ended it; not after <see cref="SocketSession.End"/>.</summary>
    void Down(Failure failure);
}
