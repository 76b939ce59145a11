using DocumentPipelineHost.Problems;
using Dpa.Realtime;

namespace DocumentPipelineHost.Control;

/// <summary>Takes what a subscriber asks for over the socket where no live run takes it: the pipeline waits, is interrupted, or has ended.</summary>
internal sealed class ControlHandler(PipelineControl control) : IPipelineControlHandler
{
    public async ValueTask<bool> HandleAsync(PipelineState pipeline, PipelineControls action, string? reason, CancellationToken cancellationToken)
    {
        try
        {
            await (action switch
            {
                PipelineControls.Interrupt => control.InterruptAsync(pipeline.Id, cancellationToken),
                PipelineControls.Resume => control.ResumeAsync(pipeline.Id, cancellationToken),
                PipelineControls.Cancel => control.CancelAsync(pipeline.Id, cancellationToken),
                _ => control.RetryAsync(pipeline.Id, null, cancellationToken),
            });
            return true;
        }
        catch (ProblemException)
        {
            return false;
        }
    }
}
