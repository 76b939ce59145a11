using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Problems;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace DocumentPipelineHost.Endpoints;

/// <summary>
/// The page, at every address that is not an API endpoint: the browser handles its routes. Without Node the page was
/// not built, and a plain page reports that.
/// </summary>
internal sealed class PageEndpoint(IWebHostEnvironment environment, SessionEndpoint session)
{
    private const string PlainPage = """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>DocumentPipelineHost</title></head><body>
        <h1>The server runs; its page was not built.</h1>
        <p>Install Node.js 20.19 or newer with npm, then start again with <code>dotnet run</code>: it builds the page by itself.</p>
        <p lang="zh">服务已启动，但页面尚未构建。请安装 Node.js 20.19 或更高版本（含 npm），然后重新执行 <code>dotnet run</code>。</p>
        <p>The calls are listed in <a href="openapi/v1.json">/openapi/v1.json</a>.</p>
        </body></html>
        """;

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            await ProblemWriter.WriteAsync(context, HttpProblems.MethodNotAllowed);
            return;
        }

        if (!context.Request.Path.HasValue)
        {
            // the page's files are found beside it
            context.Response.Redirect($"{context.Request.PathBase}/{context.Request.QueryString}");
            return;
        }

        if (AsksForPage(context.Request))
            await session.SignInDefaultAsync(context);
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers[HeaderNames.CacheControl] = "no-cache";
        var page = environment.WebRootFileProvider.GetFileInfo("index.html");
        if (page.Exists)
            await context.Response.WriteAsync(
                Based(await ReadAsync(page, context.RequestAborted), context.Request.Path), context.RequestAborted);
        else
            await context.Response.WriteAsync(Based(PlainPage, context.Request.Path), context.RequestAborted);
    }

    private static async Task<string> ReadAsync(IFileInfo page, CancellationToken ct)
    {
        using var reader = new StreamReader(page.CreateReadStream());
        return await reader.ReadToEndAsync(ct);
    }

    /// <summary>
    /// The page's own addresses are relative, since a proxy may have taken a path away that the host does not know.
    /// Below the root they start from there.
    /// </summary>
    private static string Based(string page, PathString path)
    {
        var depth = path.Value!.Count(static sign => sign == '/') - 1;
        var up = depth == 0 ? "./" : string.Concat(Enumerable.Repeat("../", depth));
        return path == "/" ? page : page.Replace("<head>", $"<head><base href=\"{up}\">", StringComparison.Ordinal);
    }

    /// <summary>
    /// Whether a browser opens this address as a page; a picture, a script's call or another site's request is none.
    /// </summary>
    private static bool AsksForPage(HttpRequest request)
    {
        var destination = request.Headers["Sec-Fetch-Dest"].ToString();
        return destination.Length > 0
            ? destination == "document"
            : request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
    }
}
