using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace DocumentPipelineHost.Endpoints;

/// <summary>
/// Answers go compressed: the page's files and JSON. Streams and originals stay as they are. TLS is no reason against
/// it: no other site can make a browser send the session's cookie (<c>SameSite=Lax</c>), and a search, the one answer
/// that holds what was asked beside what is secret, is left out.
/// </summary>
internal static class CompressionSetup
{
    private static readonly string[] Types =
    [
        "text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/json",
        "application/problem+json",
    ];

    public static IServiceCollection AddCompression(this IServiceCollection services) => services
        .Configure<BrotliCompressionProviderOptions>(static options => options.Level = CompressionLevel.Fastest)
        .Configure<GzipCompressionProviderOptions>(static options => options.Level = CompressionLevel.Optimal)
        .AddResponseCompression(static options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = Types;
        });

    public static void UseCompression(this IApplicationBuilder app) =>
        app.UseWhen(
            static context =>
                !context.Request.Path.StartsWithSegments("/api/v2/search", StringComparison.OrdinalIgnoreCase),
            static compressed => compressed.UseResponseCompression());
}
