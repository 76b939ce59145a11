using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Accounts;

/// <summary>
/// In Development only: a request without an identity is that of the user whom the header <c>X-USER-ID</c> names, so
/// that scripts work without signing in; an id that no route can carry is refused. A signed-in identity beats it. The
/// library does the same for its sockets, and takes the user in their route too.
/// </summary>
internal sealed class DevelopmentIdentity(RequestDelegate next)
{
    private const string Header = "X-USER-ID";

    public Task InvokeAsync(HttpContext context)
    {
        var named = context.Request.Headers[Header].ToString();
        if (context.User.Identity is { IsAuthenticated: true } || named.Length == 0)
            return next(context);
        if (!Caller.IsValidId(named))
            return ProblemWriter.WriteAsync(context, HttpProblems.InvalidUserId);
        context.User = Caller.Principal(named, Caller.DevelopmentScheme);
        return next(context);
    }
}
