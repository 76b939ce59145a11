using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>What the browser loads before the upload page can be used.</summary>
public sealed class FirstScreenTests(Chromium chromium)
{
    private const int Most = 150 * 1024;

    [Fact]
    public async Task UploadPage_ScriptAndStyle_AreUnderOneHundredAndFiftyKilobytesGzipped()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var loaded = new ConcurrentBag<IResponse>();
        page.Response += (_, response) =>
        {
            if (response.Request.ResourceType is "script" or "stylesheet" or "document")
                loaded.Add(response);
        };
        await new UploadPage(page, host.Address).OpenAsync();
        // It looks as it does once all is loaded.
        await Assertions.Expect(page.Locator(".button:has(svg)").First).ToHaveCSSAsync("column-gap", "6px");

        var sizes = new List<(string Name, long Bytes)>();
        foreach (var response in loaded)
            sizes.Add((response.Url, Gzipped(await response.BodyAsync())));
        Assert.True(sizes.Count > 3, "Nothing was loaded.");
        Assert.True(sizes.Sum(static each => each.Bytes) < Most, string.Join('\n', sizes));
    }

    [Fact]
    public async Task Answers_OfThePageAndTheApi_AreCompressed_AndFilesWithAHashAreKept()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var loaded = new ConcurrentBag<IResponse>();
        page.Response += (_, response) => loaded.Add(response);
        await new UploadPage(page, host.Address).OpenAsync();

        var kinds = new HashSet<string>();
        foreach (var response in loaded)
        {
            var headers = await response.AllHeadersAsync();
            var path = new Uri(response.Url).AbsolutePath;
            var isAsset = path.StartsWith("/assets/", StringComparison.Ordinal);
            if (isAsset || path == "/")
                Assert.Equal(isAsset ? "public, max-age=31536000, immutable" : "no-cache", headers["cache-control"]);
            if (!isAsset && path is not ("/" or "/api/v2/options" or "/api/v2/documents"))
                continue;
            Assert.True(headers.GetValueOrDefault("content-encoding") is "br" or "gzip", $"{path} is not compressed.");
            kinds.Add(isAsset ? Path.GetExtension(path) : path);
        }

        Assert.Superset(new HashSet<string> { ".js", ".css", "/", "/api/v2/options", "/api/v2/documents" }, kinds);
    }

    private static long Gzipped(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(body);
        return packed.Length;
    }
}
