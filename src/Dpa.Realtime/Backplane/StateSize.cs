using System.Collections.Immutable;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// Keeps a full state within 256 KiB on the wire (protocol section 1). Only a bound of it is computed, unless that is over the limit. A reserve is left for what cannot be
/// refused: growing numbers, times, and the pipeline's end.
/// </summary>
internal static class StateSize
{
    private const int Reserve = 32 * 1024;
    private const int Limit = WireBounds.MaxStateBytes - Reserve;

    // Names, punctuation, numbers and times of the JSON, above what is ever written (measured: 860, 540 and 230).
    private const int FixedBytes = 1200;
    private const int StageBytes = 700;
    private const int TransitionBytes = 300;

    /// <summary>The state, with its oldest transitions left out where that makes it fit, or null where it is too large all the same.</summary>
    public static PipelineState? Fit(PipelineState state, int freshTransitions)
    {
        if (Bound<RoughSize>(state) <= Limit || Bound<TextSize>(state) <= Limit || Measure(state) <= Limit) return state;
        for (var kept = state.Transitions.Length / 2; ; kept /= 2)
        {
            var shed = Shed(state, Math.Max(kept, freshTransitions));
            if (Measure(shed) <= Limit) return shed;
            if (kept <= freshTransitions) return null;
        }
    }

    /// <summary>The state of an end whose texts have been left out: fits within the reserve once its older transitions are gone.</summary>
    public static PipelineState FitEnd(PipelineState state, int freshTransitions) =>
        Measure(state) <= WireBounds.MaxStateBytes ? state : Shed(state, freshTransitions);

    private static PipelineState Shed(PipelineState state, int kept) =>
        state.Transitions.Length <= kept ? state : state with { Transitions = state.Transitions.RemoveRange(0, state.Transitions.Length - kept) };

    private static int Measure(PipelineState state) => PipelineStateCodec.Encode(state).Length;

    private static int Bound<TSize>(PipelineState state)
        where TSize : struct, ITextSize
    {
        var bytes = FixedBytes + (3 * WireBounds.MaxId) + Of<TSize>(state.Message) + Of<TSize>(state.Error) + Of<TSize>(state.Name) + Of<TSize>(state.Kind) + TSize.Of(state.Owner);
        foreach (var (name, value) in state.Attributes) bytes += TSize.Of(name) + TSize.Of(value);
        foreach (var stage in state.Stages) bytes += StageBytes + Of<TSize>(stage);
        foreach (var transition in state.Transitions) bytes += TransitionBytes + Of<TSize>(transition.Message) + Of<TSize>(transition.Stage);
        return bytes;
    }

    private static int Of<TSize>(StageState stage)
        where TSize : struct, ITextSize =>
        TSize.Of(stage.Id) + TSize.Of(stage.StageId) + TSize.Of(stage.Name) + Of<TSize>(stage.Message) + Of<TSize>(stage.Unit) + Of<TSize>(stage.Error);

    private static int Of<TSize>(ProgressError? error)
        where TSize : struct, ITextSize =>
        error is null ? 0 : (2 * TSize.Of(error.Message)) + TSize.Of(error.Code) + TSize.Of(error.Suggestion);

    private static int Of<TSize>(string? text)
        where TSize : struct, ITextSize => text is null ? 0 : TSize.Of(text);
}
