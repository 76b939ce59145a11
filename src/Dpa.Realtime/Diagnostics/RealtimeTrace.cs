using System.Diagnostics;

namespace Dpa.Realtime.Diagnostics;

/// <summary>
/// The spans of the activity source <c>Dpa.Realtime</c>: one for each transition that a producer makes, and under it
/// one for each frame that carries it to a client, on whatever node. Progress has none: it comes too often, and its
/// time is in the histogram of change to send.
/// </summary>
internal static class RealtimeTrace
{
    public const string SourceName = "Dpa.Realtime";
    public const string TransitionName = "dpa.realtime.transition";
    public const string SendName = "dpa.realtime.send";

    private const string PipelineId = "dpa.pipeline.id";
    private const string Version = "dpa.pipeline.version";
    private const string Stage = "dpa.stage.type";
    private const string Status = "dpa.status";
    private const string Outcome = "dpa.outcome";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins a transition's span under the producer's own; null where nobody listens.</summary>
    public static Activity? BeginTransition(string pipelineId, string? stage = null)
    {
        if (Source.StartActivity(TransitionName, ActivityKind.Producer) is not { } activity) return null;
        activity.SetTag(PipelineId, pipelineId);
        if (stage is not null) activity.SetTag(Stage, stage);
        return activity;
    }

    /// <summary>The backplane has answered.</summary>
    public static void Answered(this Activity activity, ApplyResult result)
    {
        activity.SetTag(Outcome, result.Status.ToString());
        if (result.Transitions is [.., var last])
            activity.SetTag(Status, last.To.ToString());
        if (result.State is { } state)
            activity.SetTag(Version, state.Position.Version);
        if (result.Status is not (ApplyStatus.Applied or ApplyStatus.Unchanged))
            activity.SetStatus(ActivityStatusCode.Error, result.Reason);
    }

    /// <summary>The backplane has not answered in time.</summary>
    public static void Held(this Activity activity) => activity.SetTag(Outcome, nameof(Held));

    public static bool HasListeners => Source.HasListeners();

    /// <summary>Whether the frame of this change is to have a span.</summary>
    public static bool Follows(in SentChange change) => change.TraceParent is not null && HasListeners;

    /// <summary>The span of a frame, from its taking out of the log to the end of its write.</summary>
    public static void Sent(in SentChange change, DateTimeOffset taken, DateTimeOffset written)
    {
        if (!ActivityContext.TryParse(change.TraceParent, null, isRemote: true, out var parent)) return;
        using var activity = Source.StartActivity(SendName, ActivityKind.Consumer, parent, startTime: taken);
        if (activity is null) return;
        activity.SetTag(PipelineId, change.PipelineId);
        activity.SetTag(Version, change.Version);
        if (change.Stage is not null) activity.SetTag(Stage, change.Stage);
        activity.SetEndTime(written.UtcDateTime);
    }
}
