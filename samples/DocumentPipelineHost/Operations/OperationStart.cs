using System.Data.Common;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Stages;
using DocumentPipelineHost.Uploads;
using Dpa.Realtime;

namespace DocumentPipelineHost.Operations;

/// <summary>
/// Adds a pipeline to a stored document, in one transaction with the check that no other one of it lives.
/// </summary>
internal sealed class OperationStart(HostDatabase database, UploadPipelines pipelines, PipelinesAtWork atWork)
{
    /// <summary>
    /// Starts it; results of <paramref name="again"/> that are there stay until they have been made again.
    /// </summary>
    /// <exception cref="ProblemException"><c>pipeline_active</c> with <c>link</c>; <c>not_found</c>: the document was
    /// deleted meanwhile.</exception>
    public async Task<PipelineState> StartAsync(
        Document document, string language, IReadOnlyList<string> stages, IReadOnlyList<string> again)
    {
        var record = pipelines.Describe(
            PipelineIds.New(), document.Owner, language, document.Id, stages, StatusNames.Pending);
        using var hold = atWork.Take(record.Id);
        await database.WriteAsync(transaction => Add(transaction, record, document.Id, again));
        return await pipelines.StartOrTakeBackAsync(record.Id, () =>
            pipelines.StartAsync(record, document, uploaded: false));
    }

    private static bool Add(
        DbTransaction transaction, PipelineRecord record, string documentId, IReadOnlyList<string> again)
    {
        if (DocumentStore.Lock(transaction, documentId) is not { } document)
            throw HttpProblems.NotFound.AsException();
        if (PipelineStore.Live(transaction, documentId) is [var live, ..])
            throw ControlProblems.ActiveBy(documentId, live.Id);
        PartialResults.DropUnfinished(transaction, documentId, again);
        PartialResults.DropDrafts(transaction, documentId);
        var there = again.Where(stage => StageCatalog.IsDone(document, stage));
        return PipelineStore.TryAdd(transaction, record with { Again = string.Join(',', there) });
    }
}
