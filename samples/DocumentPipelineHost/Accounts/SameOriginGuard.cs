using DocumentPipelineHost.Problems;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace DocumentPipelineHost.Accounts;

/// <summary>
/// A browser sends its cookie with whatever any site makes it send. So a cookie-authenticated write must show that it
/// comes from this origin (<c>Sec-Fetch-Site</c>, <c>Origin</c>), or carry <c>X-CSRF: 1</c>, which another site cannot
/// send without being asked first (CORS).
/// </summary>
internal sealed class SameOriginGuard(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        IsSafe(context.Request.Method) || !MayCarryCookie(context) || IsOwn(context.Request)
            ? next(context)
            : ProblemWriter.WriteAsync(context, HttpProblems.CrossSite);

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method)
        || HttpMethods.IsHead(method)
        || HttpMethods.IsOptions(method)
        || HttpMethods.IsTrace(method);

    /// <summary>
    /// Only what no browser sends by itself is spared. Signing in is guarded too: another site must not choose who the
    /// person is.
    /// </summary>
    private static bool MayCarryCookie(HttpContext context) =>
        context.User.Identity
            is {
                IsAuthenticated: true,
                AuthenticationType: not (Caller.DevelopmentScheme or JwtBearerDefaults.AuthenticationScheme)
            }
        || context.Request.Path.StartsWithSegments("/api/v1/session", StringComparison.OrdinalIgnoreCase);

    private static bool IsOwn(HttpRequest request)
    {
        if (request.Headers["X-CSRF"] == "1")
            return true;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site == "same-origin";
        return Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin)
            && string.Equals(origin.Scheme, request.Scheme, StringComparison.OrdinalIgnoreCase)
            && string.Equals(origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }
}
