namespace Dpa.Realtime.Producers.Tests.Examples;

/// <summary>A producer as an application has it.</summary>
public sealed class Importer(IProgressNotifier progress)
{
    public Task ImportAsync(string id, string user, CancellationToken ct) => progress.RunAsync(
        new PipelineStart(id, user) { Stages = [new("read"), new("write")] },
        static async (run, stop) =>
        {
            await run.RunStageAsync("read", static (_, _) => Task.CompletedTask, stop);
            await run.RunStageAsync("write", static (_, _) => Task.CompletedTask, stop);
        },
        ct);
}
