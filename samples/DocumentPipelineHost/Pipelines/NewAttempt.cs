using DocumentEngine.Messages;
using DocumentEngine.Text;
using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>
/// Begins a new attempt after the process that showed a pipeline has ended: subscribers may have seen more than was
/// kept, and a percent may only go back under a new attempt.
/// </summary>
internal static class NewAttempt
{
    private static readonly LocalizedText Resumed = MessageCatalog.Text("stage.resumed");

    /// <summary>Begins the attempt, whatever the status: the pipeline is processed afterwards.</summary>
    /// <param name="run">The run, restored from its kept state; not ended.</param>
    /// <param name="language">The language of the message.</param>
    public static async Task BeginAsync(PipelineRun run, string language)
    {
        if (run.State.Status == PipelineStatus.Cancelling)
            await run.InterruptAsync(); // no attempt begins out of a cancel
        if (run.State.Status is PipelineStatus.Pending or PipelineStatus.Interrupted)
            await run.ContinueAsync(); // from these it goes on in the same attempt
        await run.ContinueAsync(Resumed.In(language));
    }

    /// <summary>
    /// The new attempt of the stage that is under way; where there is none, of the next one, which may have been shown
    /// to begin a moment before that was kept. Null where there is no next one.
    /// </summary>
    public static async Task<StageRun?> BeginStageAsync(PipelineRun run, string? next)
    {
        if (run.State.Stages.FirstOrDefault(IsOpen) is not { } open)
            return next is null ? null : await run.StartStageAsync(next);
        if (open.Status == PipelineStatus.Interrupted)
            await run.StartStageAsync(open.Id); // from there it goes on in the same attempt
        return await run.StartStageAsync(open.Id);
    }

    private static bool IsOpen(StageState stage) =>
        stage.Status is PipelineStatus.Processing or PipelineStatus.Interrupted;
}
