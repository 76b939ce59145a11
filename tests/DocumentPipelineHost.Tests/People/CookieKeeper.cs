namespace DocumentPipelineHost.Tests.People;

/// <summary>
/// Keeps what a host sets as cookies and sends it again; .NET's own container keeps no secure cookie without TLS.
/// </summary>
internal sealed class CookieKeeper() : DelegatingHandler(AnyCertificate())
{
    private readonly SortedDictionary<string, string> _cookies = new(StringComparer.Ordinal);

    private static SocketsHttpHandler AnyCertificate() =>
        new()
        {
            UseCookies = false, AllowAutoRedirect = false,
            SslOptions =
            {
                RemoteCertificateValidationCallback = static (_, certificate, _, _) =>
                    certificate?.Subject == "CN=127.0.0.1",
            },
        };

    public string Last { get; private set; } = string.Empty;

    public string Header => string.Join("; ", _cookies.Select(static cookie => $"{cookie.Key}={cookie.Value}"));

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_cookies.Count > 0)
            request.Headers.TryAddWithoutValidation("Cookie", Header);
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.Headers.TryGetValues("Set-Cookie", out var set))
            Keep(set);
        return answer;
    }

    private void Keep(IEnumerable<string> set)
    {
        foreach (var line in set)
        {
            Last = line;
            var pair = line.Split(';')[0].Split('=', 2);
            if (pair[1].Length == 0 || line.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase))
                _cookies.Remove(pair[0]);
            else
                _cookies[pair[0]] = pair[1];
        }
    }
}
