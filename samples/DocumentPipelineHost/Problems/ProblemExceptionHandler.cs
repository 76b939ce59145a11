using System.Data.Common;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Storage;
using Dpa.Realtime;
using Microsoft.AspNetCore.Diagnostics;

namespace DocumentPipelineHost.Problems;

/// <summary>Turns whatever a request threw into problem details; the stack trace goes to the log alone.</summary>
internal sealed class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = Classify(exception);
        if (problem.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status507InsufficientStorage)
            logger.LogWarning(
                "{Method} {Path}: {Code}: {Reason} (request {TraceId})", httpContext.Request.Method,
                httpContext.Request.Path, problem.Code, exception.Message, ProblemWriter.TraceId(httpContext));
        else if (
            problem.Status >= StatusCodes.Status500InternalServerError
            && exception is not (ProblemException or BadHttpRequestException)
            && !httpContext.RequestAborted.IsCancellationRequested)
            logger.LogError(
                exception, "Unhandled exception at {Method} {Path} (request {TraceId})", httpContext.Request.Method,
                httpContext.Request.Path, ProblemWriter.TraceId(httpContext));
        await ProblemWriter.WriteAsync(httpContext, problem);
        return true;
    }

    private static Problem Classify(Exception exception) => exception switch
    {
        ProblemException known => known.Problem,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => HttpProblems.BodyTooLarge,
        BadHttpRequestException => HttpProblems.BadRequest,
        StorageException => HttpProblems.StorageUnavailable,
        IOException file when StorageFailures.IsFull(file) => HttpProblems.StorageFull,
        PipelineException { IsRetryable: true } => HttpProblems.ProgressUnavailable,
        DbException database when DatabaseFailures.IsText(database) => HttpProblems.BadRequest,
        DbException database when DatabaseFailures.IsFull(database) => HttpProblems.StorageFull,
        DbException database when DatabaseFailures.MayPass(database) => HttpProblems.StorageUnavailable,
        OriginalDamagedException => StageProblems.OriginalDamaged,
        _ => HttpProblems.Internal,
    };
}
