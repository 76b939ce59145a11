using System.Diagnostics;
using System.Globalization;
using DocumentPipelineHost.Languages;
using Microsoft.AspNetCore.Mvc;

namespace DocumentPipelineHost.Problems;

/// <summary>Answers with RFC 9457 problem details, in the caller's language.</summary>
internal static class ProblemWriter
{
    /// <summary>When to ask again for what is unavailable now.</summary>
    private const string RetrySeconds = "5";

    /// <summary>What the log and an answer name the request by, as ASP.NET Core's own problem details do.</summary>
    public static string TraceId(HttpContext context) => Activity.Current?.Id ?? context.TraceIdentifier;

    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
            return Task.CompletedTask;
        context.Response.StatusCode = problem.Status;
        if (problem.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds))
                .ToString(CultureInfo.InvariantCulture);
        else if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = RetrySeconds;
        return context.Response.WriteAsJsonAsync(
            Describe(context, problem), options: null, contentType: "application/problem+json", context.RequestAborted);
    }

    private static ProblemDetails Describe(HttpContext context, Problem problem)
    {
        var language = RequestLanguage.Of(context.Request);
        var details = new ProblemDetails
        {
            Type = $"urn:dpa:problem:{problem.Code}",
            Title = problem.Message.In(language),
            Status = problem.Status,
            Instance = context.Request.PathBase.Add(context.Request.Path),
            Extensions =
            {
                ["code"] = problem.Code,
                ["suggestion"] = problem.Suggestion.In(language),
                ["retryable"] = problem.Retryable,
                ["traceId"] = TraceId(context),
            },
        };
        foreach (var (name, value) in problem.Details)
            details.Extensions[name] = value;
        if (problem.Link is { } link)
            details.Extensions["link"] = context.Request.PathBase.Add(link).Value;
        return details;
    }
}
