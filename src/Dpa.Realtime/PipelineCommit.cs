using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Codecs;
using Dpa.Realtime.Engine;

namespace Dpa.Realtime;

/// <summary>One write of one pipeline: what a store compares, and all that it writes.</summary>
public sealed class PipelineCommit
{
    private static readonly ImmutableDictionary<string, ReadOnlyMemory<byte>> NoParts =
        ImmutableDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);

    private IReadOnlyList<StoreMessage>? _messages;

    internal PipelineCommit(StoredPipeline? before, StoredPipeline next, Decision decision)
    {
        Before = before;
        Next = next;
        Decision = decision;
    }

    /// <summary>The pipeline's id.</summary>
    public string PipelineId => Next.Id;

    /// <summary>The tag that the pipeline must have; null where there must be no such pipeline.</summary>
    public string? ExpectedTag => Before?.Tag;

    /// <summary>Its new content, with a new tag.</summary>
    public StoredPipeline Next { get; }

    /// <summary>Its new position.</summary>
    public PipelinePosition Position => Next.Record.State.Position;

    /// <summary>
    /// Whose list it is on from now on (<see cref="IPipelineStore.ReadOwnerAsync"/>); null where on none.
    /// </summary>
    public string? Owner => OwnerOf(Next.Record.State);

    /// <summary>
    /// Its place in the list of <see cref="ListOwner"/> (<see cref="IPipelineStore.ReadListAsync"/>), for as long as it
    /// is kept: at most 141 ASCII characters, compared by their bytes. Null where it is on none.
    /// </summary>
    public string? ListKey => Backplane.ListKey.Of(Next.Record.State);

    /// <summary>Whose list that is. Other than <see cref="Owner"/> it stays after the pipeline's end.</summary>
    public string ListOwner => Next.Record.State.Owner;

    /// <summary>
    /// After which time <see cref="IPipelineStore.TakeDueAsync"/> answers it; null for never. Counts from the commit.
    /// </summary>
    public TimeSpan? DueIn { get; internal init; }

    /// <summary>How long it is kept, its parts included; null for always. Counts from the commit.</summary>
    public TimeSpan? RetainFor { get; internal init; }

    /// <summary>Whether all its parts are removed before those of this commit are written.</summary>
    public bool IsNewEpoch => Decision.IsNewEpoch;

    /// <summary>Parts that are written with it, by name: at most 128 characters and 128 bytes each.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Parts => Decision.Children.Count == 0
        ? NoParts
        : Decision.Children.ToDictionary(
            c => c.Key, c => (ReadOnlyMemory<byte>)SumsCodec.Encode(c.Value), StringComparer.Ordinal);

    /// <summary>What is handed to subscribers once it is written, in this order.</summary>
    public IReadOnlyList<StoreMessage> Messages => _messages ??= MakeMessages();

    internal StoredPipeline? Before { get; }

    internal Decision Decision { get; }

    /// <summary>Whether the owner's live pipelines are one more than before.</summary>
    internal bool IsNews => IsNewsOf(Owner, Decision);

    internal static string? OwnerOf(PipelineState state) =>
        state is { IsEnded: false, ParentId: null } ? state.Owner : null;

    internal static bool IsNewsOf(string? owner, in Decision decision)
    {
        if (owner is null) return false;
        var isNews = decision.IsNewEpoch;
        foreach (var change in decision.Changes) isNews |= Decision.ReachesOrLeavesEnd(change.Transitions);
        return isNews;
    }

    internal static StoreMessage News(string owner, string pipelineId) =>
        new(Topics.Owner(owner), Notice.Started(owner, pipelineId));

    /// <summary>
    /// Whether lists that show statuses may change, though the owner's live pipelines are not one more than before.
    /// </summary>
    internal static bool IsTurnOf(PipelineState next, in Decision decision)
    {
        if (next.ParentId is not null || IsNewsOf(OwnerOf(next), decision)) return false;
        var isTurn = decision.IsNewEpoch;
        foreach (var change in decision.Changes) isTurn |= Decision.ChangesStatus(change.Transitions);
        return isTurn;
    }

    /// <summary>Whether it was on another user's list until now, or is on none any more.</summary>
    internal static bool LeavesList(PipelineState? before, PipelineState next) =>
        before is { ParentId: null }
        && (next.ParentId is not null || !string.Equals(before.Owner, next.Owner, StringComparison.Ordinal));

    internal static StoreMessage Turn(string owner, string pipelineId) =>
        new(Topics.Owner(owner), Notice.StatusChanged(owner, pipelineId));

    private List<StoreMessage> MakeMessages()
    {
        var messages = new List<StoreMessage>(Decision.Changes.Length + 1);
        var before = Before?.Record.State;
        foreach (var change in Decision.Changes)
        {
            messages.Add(new StoreMessage(before, change));
            before = change.State;
        }

        if (IsNews) messages.Add(News(Owner!, PipelineId));
        var next = Next.Record.State;
        if (IsTurnOf(next, Decision)) messages.Add(Turn(next.Owner, PipelineId));
        if (LeavesList(Before?.Record.State, next)) messages.Add(Turn(Before!.Record.State.Owner, PipelineId));
        return messages;
    }
}
