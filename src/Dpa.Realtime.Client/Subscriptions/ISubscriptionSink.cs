namespace Dpa.Realtime.Client.Subscriptions;

/// <summary>
/// What carries to the server what is watched: messages on a socket, a new request where the line goes one way.
/// </summary>
internal interface ISubscriptionSink
{
    void Subscribe(IReadOnlyList<Ask> asks);

    void Unsubscribe(IReadOnlyList<string> ids);

    /// <summary>Whether the user's own pipelines are to come.</summary>
    void User(bool wanted);
}
