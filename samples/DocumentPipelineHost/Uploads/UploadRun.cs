using DocumentEngine.Text;
using Dpa.Realtime;

namespace DocumentPipelineHost.Uploads;

/// <summary>The run of a pipeline during its upload stage; the unit is a byte.</summary>
internal sealed class UploadRun(PipelineRun run, StageRun stage, string language)
{
    public PipelineRun Run { get; } = run;

    public void Report(long received, long? total)
    {
        if (total is { } of && of >= received)
            stage.Report(received, of, "bytes");
        else
            stage.ReportIndeterminate();
    }

    public async Task CompleteStageAsync(long size, LocalizedText message)
    {
        stage.Report(size, size, "bytes");
        await stage.CompleteAsync(message.In(language), CancellationToken.None);
    }
}
