using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Codecs;

/// <summary>
/// What any change may change of the pipeline itself; its stages and transitions have their own fields.
/// </summary>
internal static class HeadCodec
{
    public static byte[] Encode(PipelineState state)
    {
        var w = new ByteWriter();
        w.Byte(CodecFormat.Version);
        w.Position(state.Position);
        w.Number(state.Transition);
        w.Number(state.TransitionsFrom);
        w.Byte((byte)state.Status);
        w.Real(state.OverallProgress);
        w.OptionalText(state.CurrentStage);
        w.OptionalText(state.Message);
        w.OptionalNumber(state.Eta?.Ticks);
        w.OptionalError(state.Error);
        w.Number(state.Attempt);
        w.Flag(state.Stalled);
        w.Time(state.Timestamp);
        w.Number(state.Fence);
        w.Number(state.StageList.Count);
        WriteChildren(w, state);
        if (state.Question is not null || !state.Answers.IsEmpty || state.EtaLow is not null)
            QuestionCodec.Write(w, state);
        RangeCodec.Write(w, state.EtaLow, state.EtaHigh);
        return w.ToArray();
    }

    /// <summary>The definition with the head's values. Stages and transitions are the caller's to fill in.</summary>
    public static (PipelineState State, long TransitionsFrom, int Stages) Decode(
        ReadOnlySpan<byte> bytes, PipelineState definition)
    {
        var r = new ByteReader(bytes);
        r.Version(CodecFormat.Version);
        var position = r.Position();
        var transition = r.Number();
        var from = r.Number();
        var state = definition with
        {
            Position = position,
            Transition = transition,
            Status = r.Status(),
            OverallProgress = r.Real(),
            CurrentStage = r.OptionalText(),
            Message = r.OptionalText(),
            Eta = r.OptionalNumber() is { } eta ? new TimeSpan(eta) : null,
            Error = r.OptionalError(),
            Attempt = (int)r.Number(),
            Stalled = r.Flag(),
            Timestamp = r.Time(),
            Fence = r.Number(),
        };
        var stages = (int)r.Number();
        state = QuestionCodec.Read(ref r, ReadChildren(ref r, state));
        var (low, high) = RangeCodec.Read(ref r);
        if (low is not null || state.EtaLow is not null) state = state with { EtaLow = low, EtaHigh = high };
        return (OverallProgress.Held(state), from, stages);
    }

    private static void WriteChildren(ByteWriter w, PipelineState state)
    {
        w.Number(state.Children.Count);
        if (state.Children.IsEmpty && state.ChildrenWeight == 0 && state.ChildrenProgress == 0)
        {
            w.Flag(false);
            return;
        }

        w.Flag(true);
        foreach (var (status, count) in state.Children)
        {
            w.Byte((byte)status);
            w.Number(count);
        }

        w.Real(state.ChildrenWeight);
        w.Real(state.ChildrenProgress);
    }

    private static PipelineState ReadChildren(ref ByteReader r, PipelineState state)
    {
        var count = r.Number();
        if (!r.Flag())
            return state with { ChildrenShown = ChildrenShown.None };
        var counts = ImmutableSortedDictionary.CreateBuilder<PipelineStatus, int>();
        for (var i = 0; i < count; i++) counts[r.Status()] = (int)r.Number();
        return state with { ChildrenShown = new ChildrenShown(counts.ToImmutable(), r.Real(), r.Real()) };
    }
}
