using System.Net;

namespace DocumentPipelineHost.Buckets;

/// <summary>The S3 server answered with an error.</summary>
/// <param name="status">The status.</param>
/// <param name="code">The code in its body; empty where it has none, as in each answer to HEAD.</param>
/// <param name="text">The message in its body.</param>
internal sealed class S3AnswerException(HttpStatusCode status, string code, string text)
    : Exception($"{(int)status} {code}: {text}")
{
    public HttpStatusCode Status => status;

    public string Code => code;

    /// <summary>The server's own words.</summary>
    public string Text => text;
}
