using System.Collections.Immutable;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// Keeps a full state within 256 KiB on the wire (docs/protocol.md#bounds). Only a bound of it is computed, unless that
/// is over the limit. A reserve is left for what cannot be refused: growing numbers, times, and the pipeline's end.
/// </summary>
internal static class StateSize
{
    private const int Reserve = 32 * 1024;
    private const int Limit = WireBounds.MaxStateBytes - Reserve;

    // Names, punctuation, numbers and times of the JSON, above what is ever written (measured: 860, 540 and 230).
    private const int FixedBytes = 1200;
    private const int StageBytes = 700;
    private const int TransitionBytes = 300;
    private const int AttributeBytes = 64; // quotes and commas, and a result's own names

    /// <summary>
    /// The state, with its oldest transitions left out where that makes it fit, or null where it is too large all the
    /// same.
    /// </summary>
    public static PipelineState? Fit(PipelineState state, int freshTransitions)
    {
        if (Bound(state) <= Limit || Measure(state) <= Limit) return state;
        for (var kept = state.History.Count / 2; ; kept /= 2)
        {
            var shed = Shed(state, Math.Max(kept, freshTransitions));
            if (Measure(shed) <= Limit) return shed;
            if (kept <= freshTransitions) return null;
        }
    }

    /// <summary>
    /// The state of an end whose texts have been left out: fits within the reserve once its older transitions are gone.
    /// </summary>
    public static PipelineState FitEnd(PipelineState state, int freshTransitions) =>
        Measure(state) <= WireBounds.MaxStateBytes ? state : Shed(state, freshTransitions);

    /// <summary>What stages take at most; of a state that was merged the sum goes along.</summary>
    public static int Of(ReadOnlySpan<StageState> stages)
    {
        var bytes = 0;
        foreach (var stage in stages)
            bytes += StageBytes + Of(stage.Id) + Of(stage.StageId) + Of(stage.Name) + Texts(stage);
        return bytes;
    }

    /// <summary>What a stage takes more at most than it took before: only these texts change.</summary>
    public static int Growth(StageState before, StageState after) =>
        ReferenceEquals(before.Message, after.Message)
        && ReferenceEquals(before.Unit, after.Unit)
        && ReferenceEquals(before.Error, after.Error)
            ? 0
            : Texts(after) - Texts(before);

    public static int Of(ReadOnlySpan<PipelineTransition> transitions)
    {
        var bytes = 0;
        foreach (var transition in transitions)
            bytes += TransitionBytes + Of(transition.Message) + Of(transition.Stage);
        return bytes;
    }

    private static PipelineState Shed(PipelineState state, int kept) =>
        state.History.Count <= kept ? state : state with { History = state.History.Newest(kept) };

    private static int Measure(PipelineState state) => PipelineStateCodec.Encode(state).Length;

    private static int Bound(PipelineState state)
    {
        var bytes =
            FixedBytes
            + (3 * WireBounds.MaxId)
            + Of(state.Message)
            + Of(state.Error)
            + Of(state.Name)
            + Of(state.Kind)
            + TextSize.Of(state.Owner)
            + Of(state.Question)
            + Of(state.Result);
        return bytes + Of(state.Attributes) + state.StagesJsonBytes + state.History.JsonBytes;
    }

    private static int Of(PipelineQuestion? question)
    {
        if (question is null) return 0;
        var bytes = FixedBytes + Of(question.Text) + Of(question.Schema);
        foreach (var choice in question.Choices) bytes += TextSize.Of(choice) + 3;
        return bytes;
    }

    private static int Of(PipelineResult? result) =>
        result is null ? 0 : AttributeBytes + Of(result.Uri) + Of(result.Text) + Of(result.Attributes);

    private static int Of(ImmutableSortedDictionary<string, string> attributes)
    {
        var bytes = 0;
        foreach (var (name, value) in attributes)
            bytes += AttributeBytes + TextSize.Of(name) + TextSize.Of(value);
        return bytes;
    }

    private static int Texts(StageState stage) => Of(stage.Message) + Of(stage.Unit) + Of(stage.Error);

    private static int Of(ProgressError? error) =>
        error is null ? 0 : (2 * TextSize.Of(error.Message)) + TextSize.Of(error.Code) + TextSize.Of(error.Suggestion);

    private static int Of(string? text) => text is null ? 0 : TextSize.Of(text);
}
