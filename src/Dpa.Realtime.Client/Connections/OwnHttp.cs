namespace Dpa.Realtime.Client.Connections;

/// <summary>The handler of a client that got none from the application.</summary>
internal static class OwnHttp
{
    /// <summary>Limited, so that a change of the server's address in DNS is noticed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    public static HttpMessageInvoker Create(RealtimeClientOptions options)
    {
        if (OperatingSystem.IsBrowser())
            return new HttpClient { Timeout = Timeout.InfiniteTimeSpan }; // by the browser's fetch, with its cookies
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = ConnectionLifetime, ConnectTimeout = options.GreetingTimeout,
            UseCookies = options.Cookies is not null,
        };
        if (options.Cookies is { } cookies)
            handler.CookieContainer = cookies;
        return new HttpMessageInvoker(handler);
    }
}
