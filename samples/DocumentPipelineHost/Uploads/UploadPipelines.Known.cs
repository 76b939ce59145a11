using System.Data.Common;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Stages;
using Dpa.Realtime;

namespace DocumentPipelineHost.Uploads;

/// <content>Pipelines that ask a person about bytes that are stored already.</content>
public sealed partial class UploadPipelines
{
    /// <summary>
    /// Adds a pipeline that asks a person about an upload's bytes; it has no document until that is answered.
    /// </summary>
    internal PipelineRecord AddQuestion(DbTransaction transaction, Upload upload, IReadOnlyList<string> stages)
    {
        var record = Describe(PipelineIds.New(), upload.Owner, upload.Language, null, stages, StatusNames.Waiting);
        upload.Keep(atWork.Take(record.Id));
        PipelineStore.TryAdd(transaction, record);
        return record;
    }

    /// <summary>The question about the upload's bytes has its answer: its pipeline goes on, or ends.</summary>
    internal async Task ShowAnsweredAsync(PipelineRun run, Intake accepted, string language)
    {
        try
        {
            await SkipAsync(run, accepted, language);
        }
        catch (PipelineException exception) when (exception.Code == ShownStatus.Replaced)
        {
            // Whoever took the pipeline over shows that.
        }

        await GoOnAsync(run, accepted, language);
    }

    /// <summary>Shows an upload of bytes that are stored already, and that a person is asked about.</summary>
    internal async Task<PipelineRun> ShowKnownAsync(
        PipelineRecord record, string documentId, string filename, long size)
    {
        var upload = await StartAsync(record, documentId, filename, [StageTypes.Upload, .. record.StageTypes]);
        await CompleteKnownAsync(upload, size);
        return upload.Run;
    }

    /// <summary>The bytes have come, and are stored already.</summary>
    internal static Task CompleteKnownAsync(UploadRun upload, long size) =>
        upload.CompleteStageAsync(size, StoredBefore);

    /// <summary>The same for a run that was taken over, where its upload was not shown as completed.</summary>
    internal static async Task CompleteKnownAsync(PipelineRun run, string language)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.State.FindStage(StageTypes.Upload) is { Status: not PipelineStatus.Completed })
            await (await run.StartStageAsync(StageTypes.Upload)).CompleteAsync(StoredBefore.In(language));
    }
}
