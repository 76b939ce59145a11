using System.Globalization;
using System.Text;

namespace Dpa.Realtime.Faults.Proxy;

/// <summary>An HTTP response that the proxy gives in the server's stead, once the request's head has come.</summary>
/// <param name="StatusLine">The code and its words.</param>
/// <param name="Headers">Each without its line end; the length is added.</param>
/// <param name="Body">The content.</param>
public sealed record CannedResponse(string StatusLine, IReadOnlyList<string> Headers, string Body = "")
{
    /// <summary>401 with a Bearer challenge.</summary>
    public static CannedResponse Unauthorized { get; } = new("401 Unauthorized", ["WWW-Authenticate: Bearer"]);

    /// <summary>
    /// 403 in the protocol's words: problem details with a code. One without them is another guard's.
    /// </summary>
    public static CannedResponse Forbidden { get; } =
        new("403 Forbidden", ["Content-Type: application/problem+json"], """{"status":403,"code":"forbidden"}""");

    /// <summary>200 with a page, as a captive portal or a wrong address answers.</summary>
    public static CannedResponse Html { get; } =
        new("200 OK", ["Content-Type: text/html"], "<!doctype html><title>Sign in to this network</title>");

    /// <summary>503 with <c>Retry-After</c>.</summary>
    public static CannedResponse Unavailable(int retryAfterSeconds) =>
        new(
            "503 Service Unavailable",
            [string.Create(CultureInfo.InvariantCulture, $"Retry-After: {retryAfterSeconds}")]);

    internal byte[] ToBytes() =>
        Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {StatusLine}\r\n{string.Concat(Headers.Select(h => $"{h}\r\n"))}Content-Length: "
                + $"{Encoding.UTF8.GetByteCount(Body)}\r\nConnection: close\r\n\r\n{Body}"
        );
}
