using System.Data.Common;
using DocumentEngine.Documents;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;
using Dpa.Realtime;

namespace DocumentPipelineHost.Jobs;

/// <summary>From whatever a stage threw to the taxonomy of failures.</summary>
internal static class Failures
{
    public static Problem Classify(Exception exception) =>
        exception switch
        {
            ProblemException known => known.Problem,
            DocumentException document => new Problem(
                document.Code, 422, document.Description, document.Suggestion, document.Retryable),
            TimeoutException or OperationCanceledException { InnerException: TimeoutException } =>
                StageProblems.TimedOut,
            IOException file when StorageFailures.IsFull(file) => StageProblems.StorageFull,
            DbException database when DatabaseFailures.IsFull(database) => StageProblems.StorageFull,
            FileNotFoundException or DirectoryNotFoundException => StageProblems.OriginalMissing,
            OriginalDamagedException => StageProblems.OriginalDamaged,
            IOException or UnauthorizedAccessException => StageProblems.StorageUnavailable,
            DbException database when DatabaseFailures.MayPass(database) => StageProblems.StorageUnavailable,
            PipelineException { IsRetryable: true } => StageProblems.ProgressUnavailable,
            _ => StageProblems.Unexpected,
        };

    public static ProgressError Describe(Problem problem, string language) =>
        new(
            problem.Code, problem.Message.In(language), problem.Suggestion.In(language),
            problem.Retryable || problem.Transient);
}
