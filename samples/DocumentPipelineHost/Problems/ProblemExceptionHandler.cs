using System.Data.Common;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Storage;
using Microsoft.AspNetCore.Diagnostics;

namespace DocumentPipelineHost.Problems;

/// <summary>Turns whatever a request threw into problem details; the stack trace goes to the log alone.</summary>
internal sealed class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not (ProblemException or BadHttpRequestException or StorageException) && !httpContext.RequestAborted.IsCancellationRequested)
            logger.LogError(exception, "Unhandled exception at {Method} {Path}", httpContext.Request.Method, httpContext.Request.Path);
        await ProblemWriter.WriteAsync(httpContext, Classify(exception));
        return true;
    }

    private static Problem Classify(Exception exception) => exception switch
    {
        ProblemException known => known.Problem,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => HttpProblems.BodyTooLarge,
        BadHttpRequestException => HttpProblems.BadRequest,
        StorageException => HttpProblems.StorageUnavailable,
        DbException database when DatabaseFailures.MayPass(database) => HttpProblems.StorageUnavailable,
        OriginalDamagedException => StageProblems.OriginalDamaged,
        _ => HttpProblems.Internal,
    };
}
