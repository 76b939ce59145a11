namespace Dpa.Realtime.Http;

/// <summary>
/// Reports the bodies of an <see cref="HttpClient"/>'s requests and responses as stages, for requests that name them by
/// <see cref="HttpProgressExtensions.ReportUpload"/> and <see cref="HttpProgressExtensions.ReportDownload"/>. Other
/// requests pass unchanged.
/// </summary>
public sealed class ProgressHandler : DelegatingHandler
{
    /// <summary>Creates a handler for a client's pipeline, without an inner one.</summary>
    public ProgressHandler()
    {
    }

    /// <summary>Creates a handler around another one.</summary>
    /// <param name="innerHandler">What sends the requests.</param>
    public ProgressHandler(HttpMessageHandler innerHandler)
        : base(innerHandler)
    {
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        CountUpload(request);
        return CountDownload(request, await base.SendAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        CountUpload(request);
        return CountDownload(request, base.Send(request, cancellationToken));
    }

    private static void CountUpload(HttpRequestMessage request)
    {
        if (
            request.Content is { } body and not ProgressContent
            && request.Options.TryGetValue(HttpProgressExtensions.Upload, out var upload))
            request.Content = new ProgressContent(body, upload);
    }

    private static HttpResponseMessage CountDownload(HttpRequestMessage request, HttpResponseMessage answer)
    {
        if (
            answer.IsSuccessStatusCode && request.Options.TryGetValue(HttpProgressExtensions.Download, out var download)
        )
            answer.Content = new ProgressContent(answer.Content, download);
        return answer;
    }
}
