namespace DocumentPipelineHost.Tus;

/// <summary>
/// What holds for every request below the uploads' address, before routing: the answer names the version, errors too;
/// and for clients that cannot send PATCH or DELETE the method in <c>X-HTTP-Method-Override</c> counts.
/// </summary>
internal sealed class TusRequests(RequestDelegate next)
{
    private static readonly string[] Methods = ["POST", "PATCH", "HEAD", "DELETE", "OPTIONS"];

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(TusProtocol.Path, StringComparison.OrdinalIgnoreCase))
            return next(context);
        var wanted = context.Request.Headers[TusProtocol.MethodOverride].ToString();
        if (HttpMethods.IsPost(context.Request.Method) && Methods.Contains(wanted, StringComparer.OrdinalIgnoreCase))
            context.Request.Method = wanted.ToUpperInvariant();
        context.Response.OnStarting(static state => NameVersion((HttpContext)state), context);
        return next(context);
    }

    private static Task NameVersion(HttpContext context)
    {
        context.Response.Headers[TusProtocol.Resumable] = TusProtocol.Version;
        if (context.Response.StatusCode == StatusCodes.Status412PreconditionFailed)
            context.Response.Headers["Tus-Version"] = TusProtocol.Version;
        return Task.CompletedTask;
    }
}
