using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.Http;

/// <summary>Shows transfers as stages: bytes done, total bytes, and the estimate that follows from them.</summary>
public static class HttpProgressExtensions
{
    internal static readonly HttpRequestOptionsKey<StageRun> Upload = new("dpa.realtime.upload");
    internal static readonly HttpRequestOptionsKey<StageRun> Download = new("dpa.realtime.download");

    /// <summary>Makes a client report the transfers of requests that name a stage.</summary>
    /// <param name="client">The client's builder.</param>
    /// <returns>The builder.</returns>
    public static IHttpClientBuilder AddDpaProgress(this IHttpClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.AddHttpMessageHandler(static () => new ProgressHandler());
    }

    /// <summary>Reports this request's body as it is sent.</summary>
    /// <param name="request">The request, sent by a client with a <see cref="ProgressHandler"/>.</param>
    /// <param name="stage">The stage; the caller that started it ends it.</param>
    /// <returns>The request.</returns>
    public static HttpRequestMessage ReportUpload(this HttpRequestMessage request, StageRun stage)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(stage);
        request.Options.Set(Upload, stage);
        return request;
    }

    /// <summary>
    /// Reports the response's body as it is read. Send with <see cref="HttpCompletionOption.ResponseHeadersRead"/> to
    /// keep it out of memory.
    /// </summary>
    /// <param name="request">The request, sent by a client with a <see cref="ProgressHandler"/>.</param>
    /// <param name="stage">The stage; the caller that started it ends it. Without a length the stage is indeterminate,
    /// with the bytes so far.</param>
    /// <returns>The request.</returns>
    public static HttpRequestMessage ReportDownload(this HttpRequestMessage request, StageRun stage)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(stage);
        request.Options.Set(Download, stage);
        return request;
    }

    /// <summary>
    /// A stream whose bytes, read or written, are the stage's units. A stream that can seek is counted from its current
    /// position.
    /// </summary>
    /// <param name="stream">The stream; disposed with the result.</param>
    /// <param name="stage">The stage; the caller that started it ends it.</param>
    /// <param name="total">The total number of bytes. Default: the stream's length if it has one; otherwise
    /// unknown.</param>
    /// <returns>The stream to use instead.</returns>
    public static Stream WithProgress(this Stream stream, StageRun stage, long? total = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(stage);
        return new ProgressStream(
            stream,
            new ByteCount(
                stage, total ?? (stream is { CanSeek: true, CanRead: true } ? stream.Length : null),
                stream.CanSeek ? stream.Position : 0));
    }
}
