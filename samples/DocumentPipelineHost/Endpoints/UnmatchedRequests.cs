using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Endpoints;

/// <summary>What no route took: below <c>/api</c> an unknown call, anywhere else an address of the page.</summary>
internal sealed class UnmatchedRequests(RequestDelegate next, PageEndpoint page)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not null)
            return next(context);
        return context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            ? ProblemWriter.WriteAsync(context, HttpProblems.UnknownRoute)
            : page.HandleAsync(context);
    }
}
