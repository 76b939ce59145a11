namespace DocumentPipelineHost.Accounts;

/// <summary>
/// In Development only: a request without an identity is that of the user whom the header <c>X-USER-ID</c> names, so that scripts work
/// without signing in. A signed-in identity beats it. The library does the same for its sockets, and takes the user in their route too.
/// </summary>
internal sealed class DevelopmentIdentity(RequestDelegate next)
{
    private const string Header = "X-USER-ID";

    public Task InvokeAsync(HttpContext context)
    {
        var named = context.Request.Headers[Header].ToString();
        if (context.User.Identity is not { IsAuthenticated: true } && named.Length is > 0 and <= Caller.MaxIdLength)
            context.User = Caller.Principal(named, Caller.DevelopmentScheme);
        return next(context);
    }
}
