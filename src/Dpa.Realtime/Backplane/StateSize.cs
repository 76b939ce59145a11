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
    private const int BytesPerCharacter = 6; // a control character is escaped as \u0000; a Chinese one takes 3

    /// <summary>The state, with its oldest transitions left out where that makes it fit, or null where it is too large all the same.</summary>
    public static PipelineState? Fit(PipelineState state, int freshTransitions)
    {
        if (Bound(state) <= Limit || Measure(state) <= Limit) return state;
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

    private static int Bound(PipelineState state)
    {
        var characters = Length(state.Message) + Length(state.Error) + Length(state.Name) + Length(state.Kind) + state.Owner.Length + (3 * WireBounds.MaxId);
        foreach (var (name, value) in state.Attributes) characters += name.Length + value.Length;
        foreach (var stage in state.Stages) characters += Length(stage);
        foreach (var transition in state.Transitions) characters += Length(transition.Message) + Length(transition.Stage);
        return FixedBytes + (StageBytes * state.Stages.Length) + (TransitionBytes * state.Transitions.Length) + (BytesPerCharacter * characters);
    }

    private static int Length(StageState stage) =>
        stage.Id.Length + stage.StageId.Length + stage.Name.Length + Length(stage.Message) + Length(stage.Unit) + Length(stage.Error);

    private static int Length(ProgressError? error) => error is null ? 0 : (2 * error.Message.Length) + error.Code.Length + error.Suggestion.Length;

    private static int Length(string? text) => text?.Length ?? 0;
}
