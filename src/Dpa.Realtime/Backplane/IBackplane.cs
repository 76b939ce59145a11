using System.Collections.Immutable;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// Owns the truth about pipelines and makes many nodes one. The in-memory backplane is one node's;
/// <c>Dpa.Realtime.Redis</c> has one for many.
/// </summary>
/// <remarks>
/// <para>What an implementation guarantees (the suite in <c>tests/Dpa.Realtime.Specification</c> is this contract in
/// code):</para>
/// <list type="bullet">
/// <item>Applying is one atomic step: check the producer's token and sequence, merge the change, compute the overall
/// progress, raise the version by one and number the transitions, store, hand to all nodes that subscribed.</item>
/// <item>The same (token, sequence) applied again changes nothing and answers as before. A token that was fenced off by
/// <see cref="ResumeAsync"/> is refused.</item>
/// <item>What a child (a pipeline with a parent) becomes is rolled up into its parent, and on into that one's, each as
/// a change of its own.</item>
/// <item>A state of more than 256 KiB on the wire is refused; a pipeline's end is accepted all the same, with shorter
/// texts.</item>
/// <item>Receivers get the changes of one pipeline in version order, at most once each; a change may be lost between
/// nodes (healed by comparing positions), never reordered.</item>
/// <item>Nothing is promised between pipelines. No call waits for a client.</item>
/// <item>A backplane that cannot be reached throws <see cref="PipelineException"/> <c>backplane_unavailable</c> with
/// <see cref="PipelineException.IsRetryable"/>.</item>
/// </list>
/// </remarks>
internal interface IBackplane
{
    /// <summary>Connects this node. Called once, before any other member.</summary>
    /// <param name="receiver">The node's receiver; its members are quick and never throw.</param>
    void Attach(IBackplaneReceiver receiver);

    /// <summary>Stores a new pipeline at version 1 in a new epoch.</summary>
    /// <param name="start">What it is; already validated.</param>
    /// <param name="producerToken">The token of the run that starts it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns><see cref="ApplyStatus.Applied"/> with the state (the same token again: the state as it is now), or
    /// <see cref="ApplyStatus.AlreadyLive"/>.</returns>
    ValueTask<ApplyResult> StartAsync(PipelineStart start, string producerToken, CancellationToken cancellationToken);

    /// <summary>The atomic step: merges one change.</summary>
    /// <param name="change">The change, absolute for each stage it names.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The outcome, with the newest state.</returns>
    ValueTask<ApplyResult> ApplyAsync(PipelineChange change, CancellationToken cancellationToken);

    /// <summary>Admits a producer.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="producerToken">The new producer's token.</param>
    /// <param name="exclusive">True fences off all older tokens; false adds this one beside them.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns><see cref="ApplyStatus.Applied"/> with the state, or <see cref="ApplyStatus.NotFound"/>.</returns>
    ValueTask<ApplyResult> ResumeAsync(
        string pipelineId, string producerToken, bool exclusive, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a state that was lost, as a continuing epoch. The first writer wins; a known pipeline at the same or a
    /// greater position does not change. The producers of a restored pipeline are no longer known and must be admitted
    /// again.
    /// </summary>
    /// <param name="held">The state as this node or the archive held it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The state that holds afterwards.</returns>
    ValueTask<ApplyResult> RestoreAsync(PipelineState held, CancellationToken cancellationToken);

    /// <summary>
    /// Called when a producer detects that its pipeline's state was lost. Restores the state as
    /// <see cref="RestoreAsync"/> does, unless that was done already, and admits the producer again, beside those that
    /// reconnected before it.
    /// </summary>
    /// <remarks>
    /// A producer that was fenced off stays so although the tokens were lost: a state holds the number of take-overs,
    /// and a producer with a lower number is refused. A producer with a higher number than the backplane knows fences
    /// off those that reconnected first.
    /// </remarks>
    /// <param name="held">The state as the producer was last answered it.</param>
    /// <param name="producerToken">The producer's token.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns><see cref="ApplyStatus.Applied"/> with the state that holds, or
    /// <see cref="ApplyStatus.ProducerReplaced"/>.</returns>
    ValueTask<ApplyResult> ReadmitAsync(PipelineState held, string producerToken, CancellationToken cancellationToken);

    /// <summary>The newest states; an unknown id is left out.</summary>
    /// <param name="pipelineIds">The pipelines.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The states, in any order.</returns>
    ValueTask<ImmutableArray<PipelineState>> ReadAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken);

    /// <summary>The positions of many pipelines in one call, for healing; an unknown id is left out.</summary>
    /// <param name="pipelineIds">The pipelines.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Positions by id.</returns>
    ValueTask<IReadOnlyDictionary<string, PipelinePosition>> ReadPositionsAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken);

    /// <summary>
    /// Reads an owner's live pipelines once, without subscribing; for callers that poll over HTTP.
    /// </summary>
    /// <param name="owner">The user.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The ids of the owner's live top-level pipelines, in any order.</returns>
    ValueTask<ImmutableArray<string>> ReadOwnerAsync(string owner, CancellationToken cancellationToken);

    /// <summary>
    /// Reads a part of an owner's list: the top-level pipelines that are kept, ended ones included. It may have keys of
    /// pipelines that are gone.
    /// </summary>
    /// <param name="owner">The user.</param>
    /// <param name="before">Only keys that are less than this; null for all.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The greatest keys (<see cref="ListKey"/>), in descending order.</returns>
    ValueTask<ImmutableArray<string>> ReadListAsync(
        string owner, string? before, int max, CancellationToken cancellationToken);

    /// <summary>
    /// Subscribes this node to the pipeline's changes. Called when the node gets its first subscriber.
    /// </summary>
    /// <param name="pipelineId">The pipeline; it need not exist.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when the subscription holds.</returns>
    ValueTask SubscribeAsync(string pipelineId, CancellationToken cancellationToken);

    /// <summary>Ends the subscription. Called when the node's last subscriber has left.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task for the call.</returns>
    ValueTask UnsubscribeAsync(string pipelineId, CancellationToken cancellationToken);

    /// <summary>
    /// Subscribes this node to the starts of this owner's pipelines, and returns those that have not ended yet. The
    /// subscription is active when the task completes.
    /// </summary>
    /// <param name="owner">The user.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The ids of the owner's live top-level pipelines.</returns>
    ValueTask<ImmutableArray<string>> SubscribeOwnerAsync(string owner, CancellationToken cancellationToken);

    /// <summary>
    /// Subscribes this node to the starts of this owner's pipelines and to the changes of their status, without reading
    /// any; the same subscription as of <see cref="SubscribeOwnerAsync"/>.
    /// </summary>
    /// <param name="owner">The user.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when the subscription holds.</returns>
    ValueTask ListenOwnerAsync(string owner, CancellationToken cancellationToken);

    /// <summary>Ends it.</summary>
    /// <param name="owner">The user.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task for the call.</returns>
    ValueTask UnsubscribeOwnerAsync(string owner, CancellationToken cancellationToken);

    /// <summary>Hands a control request to the node where the producer runs.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="action">One action.</param>
    /// <param name="reason">The subscriber's reason.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether a live producer was there to take it.</returns>
    ValueTask<bool> ControlAsync(
        string pipelineId, PipelineControls action, string? reason, CancellationToken cancellationToken);

    /// <summary>Renews the leases of this node's producers.</summary>
    /// <param name="producers">Pipeline ids with the tokens that produce for them.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task for the call.</returns>
    ValueTask RenewLeasesAsync(
        IReadOnlyCollection<KeyValuePair<string, string>> producers, CancellationToken cancellationToken);

    /// <summary>Gives up a producer's lease, once its run has been left.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="producerToken">The run's token.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task for the call.</returns>
    ValueTask ReleaseAsync(string pipelineId, string producerToken, CancellationToken cancellationToken);

    /// <summary>
    /// Does this node's part of the periodic work: ends pipelines whose producer was lost, and removes what is no
    /// longer needed. Called about once a second.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task for the call.</returns>
    ValueTask SweepAsync(CancellationToken cancellationToken);

    /// <summary>Finds out whether changes are taken; throws where they are not.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task for the call.</returns>
    ValueTask ProbeAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a ticket until it is redeemed, its time is over or its user's connections are closed.</summary>
    /// <param name="ticket">The random text.</param>
    /// <param name="userId">The user whom the ticket identifies.</param>
    /// <param name="identity">What redeeming it returns: who that is, as the library writes it.</param>
    /// <param name="lifetime">How long it may be redeemed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task for the call.</returns>
    ValueTask IssueTicketAsync(
        string ticket, string userId, ReadOnlyMemory<byte> identity, TimeSpan lifetime,
        CancellationToken cancellationToken);

    /// <summary>Takes a ticket: the first call gets the identity, any later one null.</summary>
    /// <param name="ticket">The text that the client sent.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What was kept for it, or null where the ticket is unknown, used, expired or void.</returns>
    ValueTask<byte[]?> RedeemTicketAsync(string ticket, CancellationToken cancellationToken);

    /// <summary>
    /// Notifies all nodes that a user's access to a pipeline must be evaluated again. A node that cannot be reached
    /// now is notified when it can be, for up to 15 minutes. A node that is unavailable for longer is notified that it
    /// may have missed the message (<see cref="IBackplaneReceiver.OnAccessMissed"/>).
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task for the call.</returns>
    ValueTask RevokeAsync(string userId, string pipelineId, CancellationToken cancellationToken);

    /// <summary>
    /// Notifies all nodes that a user's connections must be closed, and makes the user's outstanding tickets void. A
    /// node that cannot be reached now is notified when it can be, for up to 15 minutes. A node that is unavailable
    /// for longer is notified that it may have missed the message (<see cref="IBackplaneReceiver.OnAccessMissed"/>).
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task for the call.</returns>
    ValueTask CloseUserAsync(string userId, string reason, CancellationToken cancellationToken);
}
