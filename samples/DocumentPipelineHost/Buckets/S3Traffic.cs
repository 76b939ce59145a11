using System.Xml;
using System.Xml.Linq;

namespace DocumentPipelineHost.Buckets;

/// <summary>
/// What stands between the client library and the network. It reads answers with the call's token, which the library
/// reads without one, so that a server that falls silent in the middle of an answer is given up; and it makes one kind
/// of exception of all errors, with the server's own code.
/// </summary>
internal sealed class S3Traffic(HttpMessageHandler network) : DelegatingHandler(network)
{
    private const int MostErrorBytes = 64 * 1024;

    private static readonly HttpRequestOptionsKey<bool> Streamed = new("dpa-streamed");

    /// <summary>Leaves the body of the answer to be read by the caller.</summary>
    public static void Stream(HttpRequestMessage request) => request.Options.Set(Streamed, true);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await ConnectAsync(request, cancellationToken);
        try
        {
            if (!answer.IsSuccessStatusCode)
                throw await ErrorAsync(answer, cancellationToken);
            if (!request.Options.TryGetValue(Streamed, out _))
                await answer.Content.LoadIntoBufferAsync(cancellationToken);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <summary>A connection that does not come about is a cancellation here, which nobody asked for.</summary>
    private async Task<HttpResponseMessage> ConnectAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await base.SendAsync(request, ct);
        }
        catch (OperationCanceledException exception)
            when (!ct.IsCancellationRequested && exception.GetBaseException() is TimeoutException late)
        {
            throw new TimeoutException(late.Message, exception);
        }
    }

    private static async Task<S3AnswerException> ErrorAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        await answer.Content.LoadIntoBufferAsync(MostErrorBytes, ct);
        var body = await answer.Content.ReadAsStringAsync(ct);
        try
        {
            var error = XDocument.Parse(body).Root;
            return new S3AnswerException(answer.StatusCode, Of("Code"), Of("Message"));

            string Of(string name) =>
                error?.Elements().FirstOrDefault(each => each.Name.LocalName == name)?.Value ?? string.Empty;
        }
        catch (XmlException)
        {
            return new S3AnswerException(answer.StatusCode, string.Empty, answer.ReasonPhrase ?? string.Empty);
        }
    }
}
