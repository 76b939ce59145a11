using System.Data.Common;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Stages;
using DocumentPipelineHost.Uploads;

namespace DocumentPipelineHost.Duplicates;

/// <summary>What is left to do for an upload whose bytes are stored already.</summary>
internal static class KnownBytes
{
    /// <summary>
    /// What is missing, or, with <paramref name="again"/>, all that is wanted. Where a pipeline that is under way does
    /// all that is missing, nothing else does.
    /// </summary>
    /// <param name="transaction">The document is locked in it.</param>
    /// <param name="document">The stored document.</param>
    /// <param name="wanted">The stages that are asked for.</param>
    /// <param name="again">Whether results that are there are made again.</param>
    public static Intake Plan(
        DbTransaction transaction, Document document, IReadOnlyList<string> wanted, bool again)
    {
        IReadOnlyList<string> done = [.. wanted.Where(stage => StageCatalog.IsDone(document, stage))];
        IReadOnlyList<string> left = again ? wanted : [.. wanted.Except(done)];
        var live = PipelineStore.Live(transaction, document.Id);
        if (again && left.Count > 0 && live.Count == 0) // drafts of work under way stay
        {
            PartialResults.DropUnfinished(transaction, document.Id, wanted);
            PartialResults.DropDrafts(transaction, document.Id);
        }

        return new Intake(document, IsNew: false, left, null)
        {
            Live = again || left.Count == 0 ? null : live.FirstOrDefault(each => left.All(each.StageTypes.Contains)),
            AlreadyDone = again ? [] : done,
            Again = again ? done : [],
        };
    }

    /// <summary>Gives the pipeline of the upload what is left to do; false where it was cancelled.</summary>
    public static bool Assign(DbTransaction transaction, string pipelineId, Intake plan, DateTimeOffset now)
    {
        if (!PipelineStore.Assign(transaction, pipelineId, plan.Document.Id, plan.OwnStages, now))
            return false;
        if (plan.Again.Count > 0)
            PipelineStore.AssignAgain(transaction, pipelineId, plan.Again);
        return true;
    }
}
