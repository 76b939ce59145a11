using System.Runtime.CompilerServices;
using Dpa.Realtime.Client;
using Dpa.Realtime.Client.Merging;
using Dpa.Realtime.Client.Protocol;
using Dpa.Realtime.Watch.Recording;

namespace Dpa.Realtime.Watch.Replaying;

/// <summary>Makes states of the frames of a recording, by the client's own merge, at the pace at which they came.
/// </summary>
internal static class Playback
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    /// <param name="recording">The recording.</param>
    /// <param name="speed">How many times as fast as it was; above 0.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<PlayedState> PlayAsync(
        RecordingFile recording, double speed, TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        await foreach (var (at, played) in StatesAsync(recording, cancellationToken))
        {
            while (at / speed - time.GetElapsedTime(start) is { Ticks: > 0 } wait)
                await Task.Delay(wait < LongestDelay ? wait : LongestDelay, time, cancellationToken);
            yield return played;
        }
    }

    /// <summary>The state that it begins with.</summary>
    /// <exception cref="RecordingException">Its frames make no state.</exception>
    public static async Task<PlayedState> FirstAsync(RecordingFile recording, CancellationToken cancellationToken)
    {
        await foreach (var (_, played) in StatesAsync(recording, cancellationToken)) return played;
        throw new RecordingException(
            $"The recording has changes of '{recording.PipelineId}', but no state that they change.",
            "Record the run again.");
    }

    private static async IAsyncEnumerable<(TimeSpan At, PlayedState Played)> StatesAsync(
        RecordingFile recording, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Held? held = null;
        await foreach (var recorded in recording.FramesAsync(cancellationToken))
        {
            var merged = Merge(recording, held, recorded);
            var isSame = ReferenceEquals(merged.Held, held);
            held = merged.Held;
            if (held is null || isSame) continue;
            yield return (
                recorded.At,
                new PlayedState(held.Shown, StageOf(held, recorded.Frame), merged.Raised, merged.Skipped));
        }
    }

    /// <exception cref="RecordingException">The frame has a number or a time that no state can have.</exception>
    private static Merged Merge(RecordingFile recording, Held? held, RecordedFrame recorded)
    {
        try
        {
            var merged = Merge(held, recorded.Frame);
            if (merged.Held is not { } next || HasNumbers(next.Shown)) return merged;
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            // a moment after the last year, for example
        }

        throw recording.Broken(recorded.Line, "has a value that is out of range");
    }

    /// <summary>Whether none of them is infinite, as 1e999 is when it is read.</summary>
    private static bool HasNumbers(PipelineState state) =>
        double.IsFinite(state.OverallProgress)
        && double.IsFinite(state.Weight)
        && state.Stages.All(static s => double.IsFinite(s.Progress) && double.IsFinite(s.Weight));

    // What the recording client asked for again is in the recording too, so nothing needs to be asked for here.
    private static Merged Merge(Held? held, ServerFrame frame) => frame switch
    {
        PipelineFrame f => PipelineMerge.Apply(held, f, answersWithoutSince: true),
        StageFrame f => StageMerge.Apply(held, f),
        ProgressFrame f => ProgressMerge.Apply(held, f),
        UpdateFrame f => UpdateMerge.Apply(held, f, answersWithoutSince: true),
        _ => Merged.Ignore(held),
    };

    private static string? StageOf(Held held, ServerFrame frame) => frame switch
    {
        StageFrame f => f.Stage.Id,
        ProgressFrame f when f.Stage < held.State.Stages.Length => held.State.Stages[(int)f.Stage].Id,
        _ => null,
    };
}
