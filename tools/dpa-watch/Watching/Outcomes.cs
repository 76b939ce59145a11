using Dpa.Realtime.Client;

namespace Dpa.Realtime.Watch.Watching;

/// <summary>The exit code of how pipelines ended: the worst of them.</summary>
internal static class Outcomes
{
    public static int Of(IReadOnlyCollection<PipelineStatus> ends)
    {
        if (ends.Contains(PipelineStatus.Failed)) return ExitCodes.Failed;
        return ends.Contains(PipelineStatus.Cancelled) ? ExitCodes.Cancelled : ExitCodes.Completed;
    }
}
