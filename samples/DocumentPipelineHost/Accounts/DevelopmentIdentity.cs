using System.Security.Claims;

namespace DocumentPipelineHost.Accounts;

/// <summary>
/// In Development only: a request without an identity takes the user that the header <c>X-USER-ID</c> names, or the socket's route,
/// so that scripts work without signing in. A signed-in identity beats both.
/// </summary>
internal sealed class DevelopmentIdentity(RequestDelegate next)
{
    private const string Header = "X-USER-ID";
    private const string SocketPrefix = "/api/v1/ws/";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.User.Identity is not { IsAuthenticated: true } && NamedUser(context.Request) is { } userId)
            context.User = Caller.Principal(userId, Caller.DevelopmentScheme);
        return next(context);
    }

    private static string? NamedUser(HttpRequest request)
    {
        var named = request.Headers[Header].ToString();
        if (named.Length == 0)
            named = OfSocketRoute(request.Path.Value);
        return named.Length is 0 or > Caller.MaxIdLength ? null : named;
    }

    private static string OfSocketRoute(string? path)
    {
        if (path is null || !path.StartsWith(SocketPrefix, StringComparison.OrdinalIgnoreCase))
            return string.Empty;
        var rest = path[SocketPrefix.Length..];
        return rest.Contains('/', StringComparison.Ordinal) ? string.Empty : rest;
    }
}
