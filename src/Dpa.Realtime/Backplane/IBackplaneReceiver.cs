namespace Dpa.Realtime.Backplane;

/// <summary>
/// Receives messages from the backplane for a node. Every member returns at once and never throws; none calls back
/// into the backplane on the same stack.
/// </summary>
internal interface IBackplaneReceiver
{
    /// <summary>
    /// A change of a subscribed pipeline was accepted. Changes of one pipeline come in version order.
    /// </summary>
    /// <param name="change">The change with the state after it.</param>
    void OnChange(AcceptedChange change);

    /// <summary>A top-level pipeline of a subscribed owner started.</summary>
    /// <param name="owner">The user.</param>
    /// <param name="pipelineId">The pipeline.</param>
    void OnStarted(string owner, string pipelineId);

    /// <summary>
    /// The status of a subscribed owner's top-level pipeline changed, or it left the owner's list; where
    /// <see cref="OnStarted"/> notifies of that, this may be left out.
    /// </summary>
    /// <param name="owner">The user.</param>
    /// <param name="pipelineId">The pipeline.</param>
    void OnStatusChanged(string owner, string pipelineId);

    /// <summary>A subscriber sends a control request to a producer on this node.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="action">One action.</param>
    /// <param name="reason">The subscriber's reason.</param>
    /// <returns>Whether a run on this node took it.</returns>
    bool OnControl(string pipelineId, PipelineControls action, string? reason);

    /// <summary>A user's access to a pipeline must be evaluated again.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="pipelineId">The pipeline.</param>
    void OnRevoked(string userId, string pipelineId);

    /// <summary>A user's connections are to be closed.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="reason">Why, in words.</param>
    void OnUserClosed(string userId, string reason);

    /// <summary>
    /// This node closes a user's connections and has called <see cref="OnUserClosed"/>; now the user's tickets are
    /// void. A connection that was opened with one of them in between is closed, too.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="reason">Why, in words.</param>
    void OnUserClosedMeanwhile(string userId, string reason);

    /// <summary>
    /// Messages about access may have been missed and are no longer kept, because the node was unavailable for too
    /// long. All its connections are closed. Clients that still have an identity reconnect and are authorized from the
    /// start.
    /// </summary>
    void OnAccessMissed();

    /// <summary>
    /// A pipeline whose producer was lost was ended; also called for parents that ended with it. Only this node is
    /// notified.
    /// </summary>
    /// <param name="change">The change with the state after it.</param>
    void OnProducerLost(AcceptedChange change);

    /// <summary>The backplane was unavailable and is reachable again: changes may have been missed.</summary>
    void OnReconnected();
}
