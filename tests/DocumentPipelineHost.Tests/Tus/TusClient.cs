using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>The calls of tus as one user.</summary>
internal static class TusClient
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<HttpResponseMessage> SendAsync(this HostClient client, HttpRequestMessage request)
    {
        using (request)
            return await client.Http.SendAsync(request, Cancellation);
    }

    /// <summary>Creates an upload; its address.</summary>
    public static async Task<string> CreateUploadAsync(
        this HostClient client, long length, params (string Key, string Value)[] metadata)
    {
        using var answer = await client.SendAsync(TusRequest.Create(length, metadata));
        Assert.True((int)answer.StatusCode == 201, await answer.Content.ReadAsStringAsync(Cancellation));
        return answer.Headers.Location!.ToString();
    }

    /// <summary>Sends a piece that must be kept; the answer.</summary>
    public static async Task<HttpResponseMessage> PatchAsync(
        this HostClient client, string url, long offset, byte[] piece)
    {
        var answer = await client.SendAsync(TusRequest.Patch(url, offset, piece));
        Assert.True((int)answer.StatusCode == 204, await answer.Content.ReadAsStringAsync(Cancellation));
        return answer;
    }

    public static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values)
            ? values.Single()
            : null;

    /// <summary>An upload's id.</summary>
    public static string IdOf(string url) => url[(url.LastIndexOf('/') + 1)..];
}
