using Microsoft.Net.Http.Headers;

namespace DocumentPipelineHost.Endpoints;

/// <summary>The page's files: those whose names hold their content's hash never change.</summary>
internal static class PageFiles
{
    public static StaticFileOptions Options =>
        new()
        {
            OnPrepareResponse = static served =>
                served.Context.Response.Headers[HeaderNames.CacheControl] =
                    served.Context.Request.Path.StartsWithSegments("/assets", StringComparison.OrdinalIgnoreCase)
                        ? "public, max-age=31536000, immutable"
                        : "no-cache",
        };
}
