using System.Globalization;
using System.Text;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>The first part of an upload as it stands on the wire.</summary>
internal static class BrokenUpload
{
    /// <summary>The length of the body that never comes whole.</summary>
    public const int Announced = 1_000_000;

    /// <summary>A fifth of what it announces.</summary>
    public static byte[] Half(string pipeline, string user, string? idempotencyKey = null)
    {
        var body =
            $"--cut\r\nContent-Disposition: form-data; name=\"pipeline_id\"\r\n\r\n{pipeline}\r\n"
            + "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"half.txt\"\r\n\r\n"
            + new string('x', 200_000);
        var key = idempotencyKey is null ? "" : $"Idempotency-Key: {idempotencyKey}\r\n";
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST /api/v2/documents/upload HTTP/1.1\r\nHost: localhost\r\nX-USER-ID: {user}\r\n{key}Content-Type: "
                + $"multipart/form-data; boundary=cut\r\nContent-Length: {Announced}\r\n\r\n"
        );
        return Encoding.ASCII.GetBytes(head + body);
    }
}
