using DocumentPipelineHost.Batches;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using Dpa.Realtime;

namespace DocumentPipelineHost.Control;

/// <summary>
/// Takes what a subscriber asks for over the socket where no live run takes it: the pipeline waits, is interrupted, or
/// has ended, or it is a batch.
/// </summary>
internal sealed class ControlHandler(PipelineControl control, BatchControl batches) : IPipelineControlHandler
{
    public async ValueTask<bool> HandleAsync(
        PipelineState pipeline, PipelineControls action, string? reason, CancellationToken cancellationToken) =>
        await DatabaseThreads.Shared.RunAsync(() => HandleAsync(pipeline, action));

    private async Task<bool> HandleAsync(PipelineState pipeline, PipelineControls action)
    {
        try
        {
            await (
                pipeline.Kind == BatchStore.Kind
                    ? OfBatchAsync(pipeline.Id, action)
                    : OfPipelineAsync(pipeline.Id, action));
            return true;
        }
        catch (ProblemException)
        {
            return false;
        }
    }

    private Task OfBatchAsync(string id, PipelineControls action) => action switch
    {
        PipelineControls.Interrupt => batches.InterruptAsync(id),
        PipelineControls.Resume => batches.ResumeAsync(id),
        PipelineControls.Cancel => batches.CancelAsync(id),
        _ => batches.RetryAsync(id),
    };

    private Task OfPipelineAsync(string id, PipelineControls action) => action switch
    {
        PipelineControls.Interrupt => control.InterruptAsync(id),
        PipelineControls.Resume => control.ResumeAsync(id),
        PipelineControls.Cancel => control.CancelAsync(id),
        _ => control.RetryAsync(id, null),
    };
}
