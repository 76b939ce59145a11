namespace Dpa.Realtime.Client.Connections;

/// <summary>What a connection requests from its owner and reports to it, on the strand.</summary>
internal interface IConnectionOwner
{
    void Changed(ConnectionSnapshot snapshot);

    /// <summary>The connection is up: subscriptions can be sent to the sink.</summary>
    void Up(ISubscriptionSink sink);

    void Down();

    /// <summary>A stream is about to be opened, in place of the one before: nothing more comes of that one.</summary>
    void Opening();

    /// <summary>A frame, or null if it could not be read.</summary>
    void Frame(ServerFrame? frame);

    List<KeyValuePair<string, PipelinePosition?>> Positions(bool withStages = false);

    List<Wanted> Wants();

    bool WantsUser { get; }

    /// <summary>A poll was answered in full: all of the user's running pipelines are known.</summary>
    void PollAnswered();

    /// <summary>The answer to a poll.</summary>
    void Polled(IReadOnlyList<PipelineFrame> states, IReadOnlyList<string> absent);

    /// <summary>The server refused for good.</summary>
    void Refused(Failure failure);
}
