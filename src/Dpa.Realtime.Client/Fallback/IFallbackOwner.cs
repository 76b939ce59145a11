namespace Dpa.Realtime.Client.Fallback;

/// <summary>What a fallback requests from its owner and reports to it, on the strand.</summary>
internal interface IFallbackOwner
{
    /// <summary>A stream is about to be opened: pass the current subscriptions to the sink.</summary>
    void Up(ISubscriptionSink sink);

    void Down();

    /// <summary>A stream is about to be opened, in place of the one before: nothing more comes of that one.</summary>
    void Opening();

    void Frame(ServerFrame? frame);

    /// <summary>Its status or its failure changed.</summary>
    void Changed();

    List<KeyValuePair<string, PipelinePosition?>> Positions(bool withStages = false);

    List<Wanted> Wants();

    bool WantsUser { get; }

    /// <summary>How many pipelines go into one request: the limit in the server's greeting.</summary>
    int MaxIds { get; }

    /// <summary>A poll was answered in full: all of the user's running pipelines are known.</summary>
    void PollAnswered();

    /// <summary>Whether a request reached the server (<see cref="Failure.IsReached"/>).</summary>
    void Reached(bool isReached);

    /// <summary>The answer to a poll.</summary>
    void Polled(IReadOnlyList<PipelineFrame> states, IReadOnlyList<string> absent);

    /// <summary>401 or 403, with a new token too.</summary>
    void Refused(Failure failure);
}
