using System.Collections.Immutable;
using Dpa.Realtime.Engine;

namespace Dpa.Realtime;

/// <summary>
/// Keeps pipelines and passes messages between nodes. The library makes all decisions about a pipeline; a store only
/// compares and sets. Register one with <see cref="DpaRealtimeBuilder.AddPipelineStore{T}"/>.
/// </summary>
/// <remarks>
/// <para>
/// What a store guarantees; the package <c>Dpa.Realtime.Specification</c> is this contract as tests:
/// </para>
/// <list type="bullet">
/// <item>A commit is one atomic step on one pipeline: compare the tag, write all that the commit names, hand its
/// messages to the subscribers. Where the tag differs nothing is written.</item>
/// <item>What one node has committed, every node reads from then on.</item>
/// <item>The messages of one pipeline's commits arrive in the order of the commits, at most once each. One may be lost:
/// the library notices the gap and reads. On other topics one is lost only where a <see cref="SubscribeAsync"/> or the
/// next <see cref="ProbeAsync"/> fails, too: the node then closes its connections, since a revocation may have been
/// missed.</item>
/// <item>Time goes by one clock, the same for all nodes (<see cref="ProbeAsync"/>). Where somebody sets it, leases and
/// lifetimes move with it: a monotonic one is better.</item>
/// <item>Content, parts, values and messages are opaque bytes: content up to 512 KiB, messages and values up to 64 KiB,
/// parts up to 128 bytes. A pipeline's message that is too long for a store may be left out.</item>
/// <item>A store that cannot be reached throws <see cref="PipelineException"/> with the code
/// <c>backplane_unavailable</c> and <see cref="PipelineException.IsRetryable"/>; whether such a commit was written is
/// then unknown, and the library finds out. No call waits longer than a few seconds.</item>
/// <item>All members may be called from any thread at the same time.</item>
/// </list>
/// </remarks>
public interface IPipelineStore
{
    /// <summary>Reads pipelines; unknown ids are left out.</summary>
    /// <param name="pipelineIds">The pipelines, at most a few thousand.</param>
    /// <param name="parts">The names of the parts that are read with each; nearly always none.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Each with the tag of its last commit, in any order.</returns>
    ValueTask<ImmutableArray<StoredPipeline>> ReadAsync(
        IReadOnlyCollection<string> pipelineIds, IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken);

    /// <summary>Reads only the positions; unknown ids are left out.</summary>
    /// <param name="pipelineIds">The pipelines, at most a few thousand.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The <see cref="PipelineCommit.Position"/> of each one's last commit, by id.</returns>
    ValueTask<IReadOnlyDictionary<string, PipelinePosition>> ReadPositionsAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken);

    /// <summary>Reads which pipelines are on a user's list.</summary>
    /// <param name="owner">The user.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The ids of those whose last commit named this <see cref="PipelineCommit.Owner"/>, in any
    /// order.</returns>
    ValueTask<ImmutableArray<string>> ReadOwnerAsync(string owner, CancellationToken cancellationToken);

    /// <summary>Reads a part of a user's list of all pipelines that are kept, ended ones included.</summary>
    /// <param name="owner">The user.</param>
    /// <param name="before">Only keys that are less than this; null for all.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The greatest <see cref="PipelineCommit.ListKey"/> of the pipelines whose last commit named this
    /// <see cref="PipelineCommit.ListOwner"/>, in descending order. Some may be of pipelines that are gone, for some
    /// minutes: each costs a read, and another user's list ends where some 9,000 follow one another. Default: of those
    /// alone that <see cref="ReadOwnerAsync"/> answers, which are all read for it, 500 at a time.</returns>
    async ValueTask<ImmutableArray<string>> ReadListAsync(
        string owner, string? before, int max, CancellationToken cancellationToken)
    {
        var live = await ReadOwnerAsync(owner, cancellationToken).ConfigureAwait(false);
        var greatest = new GreatestKeys(before, max);
        foreach (var ids in live.Chunk(GreatestKeys.ReadAtOnce))
            foreach (var stored in await ReadAsync(ids, [], cancellationToken).ConfigureAwait(false))
                greatest.Add(stored);
        return greatest.InOrder();
    }

    /// <summary>Writes a pipeline if it still is what the commit was made from.</summary>
    /// <param name="commit">What is compared and what is written.</param>
    /// <param name="cancellationToken">Cancels the call; whether it was written is then unknown.</param>
    /// <returns>Whether it was written, or why not.</returns>
    ValueTask<CommitResult> CommitAsync(PipelineCommit commit, CancellationToken cancellationToken);

    /// <summary>Takes pipelines whose <see cref="PipelineCommit.DueIn"/> is over. Called about once a second.</summary>
    /// <remarks>No other call gets them for 5 s; then they are due again, unless a commit changed that.</remarks>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Their ids; fewer than <paramref name="max"/> where no more are due.</returns>
    ValueTask<ImmutableArray<string>> TakeDueAsync(int max, CancellationToken cancellationToken);

    /// <summary>
    /// Receives the messages of a topic, from the returned task's end until the subscription is disposed.
    /// </summary>
    /// <param name="topic">A pipeline's id (the messages of its commits), or a name with a slash.</param>
    /// <param name="handler">Takes no time, does not throw, and is called for one message of a topic at a time.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The subscription. A topic may have several.</returns>
    ValueTask<IAsyncDisposable> SubscribeAsync(
        string topic, Action<StoreMessage> handler, CancellationToken cancellationToken);

    /// <summary>Sends a message to all subscribers of its topic, on every node.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task for the call; it does not wait for the subscribers of other nodes.</returns>
    ValueTask PublishAsync(StoreMessage message, CancellationToken cancellationToken);

    /// <summary>Keeps a small value for a while; replaces one that is there.</summary>
    /// <param name="key">At most 400 characters.</param>
    /// <param name="value">The value.</param>
    /// <param name="lifetime">How long it is kept.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task for the call.</returns>
    ValueTask WriteValueAsync(
        string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Reads a small value.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="remove">Whether it is removed with that: of several such calls one gets it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The value, or null where there is none or its lifetime is over.</returns>
    ValueTask<byte[]?> ReadValueAsync(string key, bool remove, CancellationToken cancellationToken);

    /// <summary>
    /// Finds out whether the store takes writes; throws where it does not, and once where messages that are no
    /// pipeline's may have been lost. Called about once a second.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The time by the store's clock, from any fixed beginning.</returns>
    ValueTask<TimeSpan> ProbeAsync(CancellationToken cancellationToken);
}
