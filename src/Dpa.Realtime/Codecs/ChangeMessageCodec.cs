using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Codecs;

/// <summary>Change messages, bytes both ways, and their application to the state that a node holds.</summary>
internal static class ChangeMessageCodec
{
    // above, every node reads the entry by itself: pub/sub buffers are not the place for it
    private const int MaxContent = 32 * 1024;

    public static byte[] Encode(PipelineState? before, AcceptedChange change, long timestamp)
    {
        var state = change.State;
        var isWhole =
            before is null || !string.Equals(before.Position.Epoch, state.Position.Epoch, StringComparison.Ordinal);
        var content = Content(isWhole ? null : before, change);
        var w = new ByteWriter();
        w.Byte(CodecFormat.Version);
        w.Flag(!isWhole);
        if (!isWhole) w.Position(before!.Position);
        w.Position(state.Position);
        w.Number(timestamp);
        w.OptionalText(change.Stage);
        w.OptionalText(change.TraceParent);
        w.Bytes(content.Length <= MaxContent ? content : []);
        return w.ToArray();
    }

    public static ChangeMessage Decode(ReadOnlySpan<byte> bytes)
    {
        var r = new ByteReader(bytes);
        r.Version(CodecFormat.Version);
        var isWhole = !r.Flag();
        var message = new ChangeMessage
        {
            Before = isWhole ? null : r.Position(),
            After = r.Position(),
            SentTimestamp = r.Number(),
            Stage = r.OptionalText(),
            TraceParent = r.OptionalText(),
        };
        var content = r.Bytes();
        return content.IsEmpty ? message : WithContent(message, content);
    }

    /// <summary>The state after the change, or null where the message does not follow from what is held.</summary>
    public static PipelineState? Apply(PipelineState? held, ChangeMessage message, string id)
    {
        if (message.Head is null) return null;
        if (message.Before is { } before && held?.Position != before) return null;
        var definition = message.Definition is { } whole ? DefinitionCodec.Decode(whole, id) : held!;
        var (state, from, count) = HeadCodec.Decode(message.Head, definition);
        if (state.Position != message.After) return null;
        var stages = message.Before is null ? new StageList([]) : held!.StageList;
        StageState[]? own = null;
        foreach (var (index, stage) in message.Stages)
        {
            if (index == stages.Count) stages = stages.With(stage);
            else if (index < stages.Count) stages = stages.With(index, stage, ref own);
            else return null;
        }

        if (stages.Count != count)
            return null;
        return state with
        {
            StageList = stages,
            StagesJsonBytes = -1,
            History = Kept(message.Before is null ? TransitionHistory.Empty : held!.History, message.Transitions, from),
        };
    }

    /// <summary>Those from that number on; what is held already is not copied.</summary>
    private static TransitionHistory Kept(TransitionHistory held, ImmutableArray<PipelineTransition> fresh, long from)
    {
        var dropped = 0;
        while (dropped < held.Count && held.Span[dropped].Number < from) dropped++;
        var kept = held.Newest(held.Count - dropped);
        if (!fresh.IsEmpty && fresh[0].Number < from) fresh = [.. fresh.Where(t => t.Number >= from)];
        return kept.Append(fresh, kept.Count + fresh.Length);
    }

    private static byte[] Content(PipelineState? before, AcceptedChange change)
    {
        var state = change.State;
        var w = new ByteWriter();
        w.Bytes(HeadCodec.Encode(state));
        var isDefined = before is null || !ReferenceEquals(before.Definition, state.Definition);
        w.Flag(isDefined);
        if (isDefined)
            w.Bytes(DefinitionCodec.Encode(state));
        List<int> changed =
        [
            .. Enumerable
                .Range(0, state.StageList.Count)
                .Where(i =>
                    before is null
                    || i >= before.StageList.Count
                    || !ReferenceEquals(before.StageList[i], state.StageList[i])),
        ];
        w.Number(changed.Count);
        foreach (var index in changed)
        {
            w.Number(index);
            w.Bytes(StageCodec.Encode(state.StageList[index]));
        }

        w.Bytes(TransitionsCodec.Encode(before is null ? state.Transitions : change.Transitions));
        return w.ToArray();
    }

    private static ChangeMessage WithContent(ChangeMessage message, ReadOnlySpan<byte> content)
    {
        var r = new ByteReader(content);
        var head = r.Bytes().ToArray();
        var definition = r.Flag() ? r.Bytes().ToArray() : null;
        var stages = ImmutableArray.CreateBuilder<(int, StageState)>(r.Count());
        while (stages.Count < stages.Capacity)
            stages.Add((r.Index(), StageCodec.Decode(r.Bytes())));
        return message with
        {
            Head = head, Definition = definition, Stages = stages.MoveToImmutable(),
            Transitions = TransitionsCodec.Decode(r.Bytes()),
        };
    }
}
