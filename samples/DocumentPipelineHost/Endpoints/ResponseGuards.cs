using Microsoft.Net.Http.Headers;

namespace DocumentPipelineHost.Endpoints;

/// <summary>The headers that keep a browser from doing with an answer what it was not meant for.</summary>
internal sealed class ResponseGuards(RequestDelegate next)
{
    private const string Policy =
        "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[HeaderNames.ContentSecurityPolicy] = Policy;
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return next(context);
    }
}
