using System.Net;
using DocumentPipelineHost.Tests.Host;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Postgres;
using Dpa.Realtime.Faults.Proxy;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>What is promised of a host one of whose services is gone: an answer in time.</summary>
internal static class Outage
{
    /// <summary>What is promised (10 s), and half as much for a machine that is busy.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    /// <summary>For what follows once the service is back.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static string ThroughProxy(PostgresServer postgres, FaultProxy proxy) =>
        postgres.ConnectionString("postgres")
            .Replace($"Port={postgres.Port}", $"Port={proxy.Port}", StringComparison.Ordinal);

    public static async Task AssertReadAsync(HostClient client, string path)
    {
        using var answer = await client.Http.GetAsync(path, Cancellation).WaitAsync(AnswerLimit, Cancellation);
        Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
    }

    public static async Task AssertRefusedAsync(Func<Task<HttpResponseMessage>> call, string code)
    {
        using var answer = await call().WaitAsync(AnswerLimit, Cancellation);
        Assert.Equal((503, code), await HostClient.ProblemAsync(answer));
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
    }

    /// <summary>Waits until the host is ready again; where it is not, the error says what it answered last.</summary>
    public static async Task UntilReadyAsync(HostClient client)
    {
        var last = (Status: default(HttpStatusCode), Body: "");
        try
        {
            await Eventually.HoldsAsync(
                async () => (last = await GetAsync(client, "/healthz/ready")).Status == HttpStatusCode.OK,
                "it is ready", Limit);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The host is not ready after {Limit.TotalSeconds} s: {last.Status} {last.Body}");
        }
    }

    public static async Task<string> ReadyAsync(HostClient client) => (await GetAsync(client, "/healthz/ready")).Body;

    public static async Task<(HttpStatusCode Status, string Body)> GetAsync(HostClient client, string path)
    {
        using var answer = await client.Http.GetAsync(path, Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
