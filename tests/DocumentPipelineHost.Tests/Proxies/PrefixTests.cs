using System.Net;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Tus;

namespace DocumentPipelineHost.Tests.Proxies;

/// <summary>
/// A known proxy that passes on what its client sent as <c>X-Forwarded-Prefix</c>: it stands before every address of an
/// answer, so it is a plain path or the request is refused.
/// </summary>
public sealed class PrefixTests
{
    [Theory]
    [InlineData("//evil.example", null)]
    [InlineData("//", null)]
    [InlineData("/app//evil", null)]
    [InlineData("/app/../other", null)]
    [InlineData("/%2Fevil.example", null)]
    [InlineData("/a%5Cb", null)]
    [InlineData("/a?b", null)]
    [InlineData("/app", "/app/api/v2/uploads/")]
    [InlineData("/app/", "/app/api/v2/uploads/")]
    [InlineData("/", "/api/v2/uploads/")]
    [InlineData("/app/v1.2/%E6%96%87", "/app/v1.2/%E6%96%87/api/v2/uploads/")]
    public async Task Prefix_OfAKnownProxy_IsAPlainPathOrRefused(string prefix, string? location)
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder, "--Proxies:Known", "127.0.0.1");
        using var client = host.As("user-1");
        using var request = TusRequest.Create(10, ("filename", "a.txt"));
        request.Headers.Add("X-Forwarded-Prefix", prefix);

        using var answer = await client.Http.SendAsync(request, TestContext.Current.CancellationToken);

        if (location is null)
        {
            Assert.Equal((400, "invalid_parameter"), await HostClient.ProblemAsync(answer));
            Assert.Null(answer.Headers.Location);
            return;
        }

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.StartsWith(location, answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }
}
