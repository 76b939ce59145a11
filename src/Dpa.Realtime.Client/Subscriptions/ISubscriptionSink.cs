namespace Dpa.Realtime.Client.Subscriptions;

/// <summary>
/// Carries the subscriptions to the server: messages on a socket, a new request on a one-way connection.
/// </summary>
internal interface ISubscriptionSink
{
    void Subscribe(IReadOnlyList<Ask> asks);

    void Unsubscribe(IReadOnlyList<string> ids);

    /// <summary>Whether the user's own pipelines are requested.</summary>
    void User(bool wanted);

    /// <summary>Whether live lists are requested here, and what they have comes unasked.</summary>
    bool BringsLists => false;

    /// <summary>Requests a live list, where it can be requested here.</summary>
    void Query(LiveQuery query)
    {
    }

    void Unquery(string queryId)
    {
    }
}
