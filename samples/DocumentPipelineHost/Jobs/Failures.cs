using System.Data.Common;
using DocumentPipelineHost.Parsing;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;
using Dpa.Realtime;
using Microsoft.Data.Sqlite;

namespace DocumentPipelineHost.Jobs;

/// <summary>From whatever a stage threw to the taxonomy of failures.</summary>
internal static class Failures
{
    // SQLite's result codes for what may pass by itself (https://www.sqlite.org/rescode.html).
    private const int Busy = 5;
    private const int Locked = 6;
    private const int IoError = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    public static Problem Classify(Exception exception) => exception switch
    {
        ProblemException known => known.Problem,
        DocumentException document => new Problem(document.Code, 422, document.Description, document.Suggestion, document.Retryable),
        TimeoutException => StageProblems.TimedOut,
        FileNotFoundException or DirectoryNotFoundException => StageProblems.OriginalMissing,
        OriginalDamagedException => StageProblems.OriginalDamaged,
        IOException or UnauthorizedAccessException => StageProblems.StorageUnavailable,
        SqliteException { SqliteErrorCode: Busy or Locked or IoError or Full or CannotOpen } => StageProblems.StorageUnavailable,
        DbException { IsTransient: true } => StageProblems.StorageUnavailable,
        PipelineException { IsRetryable: true } => StageProblems.ProgressUnavailable,
        _ => StageProblems.Unexpected,
    };

    public static ProgressError Describe(Problem problem, string language) =>
        new(problem.Code, problem.Message.In(language), problem.Suggestion.In(language), problem.Retryable || problem.Transient);
}
