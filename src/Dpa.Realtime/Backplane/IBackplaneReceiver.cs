namespace Dpa.Realtime.Backplane;

/// <summary>
/// A node's ear at the backplane. Every member returns at once and never throws; none calls back into the backplane on
/// the same stack.
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

    /// <summary>A watcher asks something of a producer on this node.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="action">One action.</param>
    /// <param name="reason">The watcher's reason.</param>
    /// <returns>Whether a run on this node took it.</returns>
    bool OnControl(string pipelineId, PipelineControls action, string? reason);

    /// <summary>A user's access to a pipeline is to be judged anew.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="pipelineId">The pipeline.</param>
    void OnRevoked(string userId, string pipelineId);

    /// <summary>A user's connections are to be closed.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="reason">Why, in words.</param>
    void OnUserClosed(string userId, string reason);

    /// <summary>
    /// This node closes a user's connections, has said so by <see cref="OnUserClosed"/>, and now the user's tickets are
    /// void: whoever came with one in between is closed, too.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="reason">Why, in words.</param>
    void OnUserClosedMeanwhile(string userId, string reason);

    /// <summary>
    /// What was said of access may have been missed, and is not kept any more: the node was away for longer. All its
    /// connections are closed; who still has an identity comes back, and is looked at from the start.
    /// </summary>
    void OnAccessMissed();

    /// <summary>
    /// This node, and no other, is told that a pipeline whose producer was lost was ended, and of parents that ended
    /// with it.
    /// </summary>
    /// <param name="change">The change with the state after it.</param>
    void OnProducerLost(AcceptedChange change);

    /// <summary>The backplane was away and is back: changes may have been missed.</summary>
    void OnReconnected();
}
