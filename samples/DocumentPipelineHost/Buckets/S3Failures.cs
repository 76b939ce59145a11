using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using DocumentPipelineHost.Configuration;
using Minio.Exceptions;

namespace DocumentPipelineHost.Buckets;

/// <summary>
/// Describes a failure of the S3 server or of the connection to it: whether it is transient, and a line that states
/// what to do.
/// </summary>
internal static class S3Failures
{
    // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    private static readonly HashSet<string> TransientCodes = new(StringComparer.Ordinal)
    {
        "BadDigest", "IncompleteBody", "InternalError", "OperationAborted", "RequestTimeout", "ServiceUnavailable",
        "SlowDown", "XAmzContentSHA256Mismatch",
    };

    /// <summary>It comes from the server or the network, and not from this program or its disk.</summary>
    public static bool IsOfServer(Exception exception) =>
        exception
            is S3AnswerException
                or MinioException
                or HttpRequestException
                or HttpIOException
                or IOException { InnerException: SocketException }
                or TimeoutException; // the client makes one of a connection that does not come about

    public static bool IsTransient(Exception exception) => exception switch
    {
        S3AnswerException { Status: HttpStatusCode.NotImplemented } => false,
        S3AnswerException answer => (int)answer.Status is 408 or 429 or >= 500 || TransientCodes.Contains(answer.Code),
        HttpRequestException { InnerException: AuthenticationException } => false,
        _ => IsOfServer(exception),
    };

    /// <summary>There is no such object. An answer to HEAD has no code of its own.</summary>
    public static bool IsMissing(S3AnswerException exception) =>
        exception.Code == "NoSuchKey" || exception is { Status: HttpStatusCode.NotFound, Code: "" };

    /// <param name="exception">The failure; null where nothing came at all.</param>
    /// <param name="options">What it was called with.</param>
    /// <param name="limit">How long it might be silent.</param>
    public static string Describe(Exception? exception, MinioOptions options, TimeSpan limit)
    {
        var server = $"The S3 server {options.Url}";
        return exception switch
        {
            null =>
                $"{server} has been silent for {limit.TotalSeconds:0.#} s. Look at the server and at the network "
                    + $"between.",
            TimeoutException =>
                $"{server} cannot be reached (no connection within {S3Network.ConnectLimit.TotalSeconds:0} s). Start "
                    + $"it, or correct Minio:Endpoint.",
            S3AnswerException answer => $"{server} {Describe(answer, options)}",
            HttpRequestException { InnerException: AuthenticationException tls } =>
                $"{server} cannot be spoken to over TLS ({tls.Message}). Set Minio:Secure=false for plain HTTP, or "
                    + $"have its certificate trusted here.",
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            } => $"{server} cannot be reached ({exception.Message}). Start it, or correct Minio:Endpoint.",
            _ =>
                $"{server} broke off the connection ({exception.Message}). Look at the server and at the network "
                    + $"between.",
        };
    }

    private static string Describe(S3AnswerException answer, MinioOptions options) =>
        answer.Code switch
        {
            "SignatureDoesNotMatch" or "InvalidAccessKeyId" =>
                $"refuses the keys ({answer.Code}). Correct Minio:AccessKey and Minio:SecretKey.",
            "AccessDenied" or "Forbidden" =>
                $"does not permit this in the bucket {options.Bucket} ({answer.Code}). Let Minio:AccessKey read, "
                    + $"write, list and delete there.",
            "NoSuchBucket" => $"has no bucket {options.Bucket}. Make it, or correct Minio:Bucket.",
            "RequestTimeTooSkewed" => "means that this machine's clock is wrong. Set the clock.",
            "AuthorizationHeaderMalformed" => $"expects another region than {options.Region}. Correct Minio:Region.",
            _ when !options.Secure && answer.Status == HttpStatusCode.BadRequest =>
                $"answered {(int)answer.Status} {answer.Code}. If it speaks TLS, set Minio:Secure=true.",
            _ =>
                $"answered {(int)answer.Status} {answer.Code}: {answer.Text} Correct Minio:Endpoint if it is no S3 "
                    + $"server.",
        };
}
