using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Access;

/// <summary>One of the four ways in which a user follows <c>p</c>, from its opening to its end.</summary>
internal sealed class Line : IAsyncDisposable
{
    private readonly Func<Task<string>> _end;
    private readonly IAsyncDisposable? _client;

    private Line(Func<Task<string>> end, IAsyncDisposable? client = null) => (_end, _client) = (end, client);

    /// <summary>Opens it with a header; what refuses it is thrown as a <see cref="RefusedException"/>.</summary>
    public static Task<Line> OpenAsync(
        string transport, AccessServer server, string? authorization, string userId = "user-1") =>
        transport switch
        {
            TransportNames.Socket => SocketAsync(server, authorization, userId),
            TransportNames.Events => EventsAsync(server, authorization),
            TransportNames.LongPoll => LongPollAsync(server, authorization),
            _ => PollingAsync(server, authorization),
        };

    /// <summary>The status with which it is refused; null where it is not.</summary>
    public static async Task<int?> RefusalAsync(string transport, AccessServer server, string? authorization)
    {
        if (transport == TransportNames.LongPoll)
        {
            using var answer = await HoldAsync(server, authorization, seconds: 1);
            return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotModified ? null : (int)answer.StatusCode;
        }

        try
        {
            await using var line = await OpenAsync(transport, server, authorization);
            return null;
        }
        catch (RefusedException e)
        {
            return e.Status;
        }
    }

    /// <summary>Waits for its end: the close code, the status, or <c>ended</c>.</summary>
    public Task<string> EndAsync() => _end();

    public ValueTask DisposeAsync() => _client?.DisposeAsync() ?? default;

    private static async Task<Line> SocketAsync(AccessServer server, string? authorization, string userId)
    {
        ClientWebSocketOptions? options = null;
        try
        {
            var client = await WireClient.ConnectAsync(server.Server, userId, configure: o =>
            {
                options = o;
                o.CollectHttpResponseDetails = true;
                if (authorization is not null) o.SetRequestHeader("Authorization", authorization);
            });
            await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "p" });
            await client.ReceiveAsync("subscription_confirmed");
            return new Line(async () => $"{await client.ReceiveCloseAsync()}", client);
        }
        catch (WebSocketException e) when (e.Message.Contains("status code '", StringComparison.Ordinal))
        {
            throw new RefusedException(
                int.Parse(e.Message.Split("status code '")[1][..3], System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static async Task<Line> EventsAsync(AccessServer server, string? authorization)
    {
        var answer = await Accepted(
            await server.SendAsync(HttpMethod.Get, "/api/v1/pipelines/events?ids=p", authorization));
        var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        using var opening = new Wait("the stream's confirmation");
        while (await reader.ReadLineAsync(opening.Token) is { } line)
            if (line.Contains("\"subscription_confirmed\"", StringComparison.Ordinal)) break;
        return new Line(async () =>
        {
            using var wait = new Wait("the stream's end");
            while (await reader.ReadLineAsync(wait.Token) is not null)
            {
            }

            return "ended";
        });
    }

    /// <summary>Held from its opening on: the state is the one that the client holds.</summary>
    private static Task<Line> LongPollAsync(AccessServer server, string? authorization)
    {
        var held = HoldAsync(server, authorization, seconds: 60);
        return Task.FromResult(new Line(async () =>
        {
            using var answer = await held;
            return $"{(int)answer.StatusCode}";
        }));
    }

    private static Task<HttpResponseMessage> HoldAsync(AccessServer server, string? authorization, int seconds) =>
        server.SendAsync(
            HttpMethod.Get, $"/api/v1/pipelines/p/progress?wait={seconds}", authorization,
            $"{server.Run.State.Position}");

    private static async Task<Line> PollingAsync(AccessServer server, string? authorization)
    {
        async Task<HttpResponseMessage> PollAsync() =>
            await server.SendAsync(
                HttpMethod.Post, "/api/v1/pipelines/progress", authorization,
                body: JsonContent.Create(new { positions = new { p = (object?)null } }));

        (await Accepted(await PollAsync())).Dispose();
        return new Line(async () =>
        {
            using var wait = new Wait("a poll that is refused");
            while (true)
            {
                wait.Token.ThrowIfCancellationRequested();
                using var answer = await PollAsync();
                if (!answer.IsSuccessStatusCode) return $"{(int)answer.StatusCode}";
            }
        });
    }

    private static Task<HttpResponseMessage> Accepted(HttpResponseMessage answer) =>
        answer.IsSuccessStatusCode ? Task.FromResult(answer) : throw new RefusedException((int)answer.StatusCode);

    /// <summary>It was not opened.</summary>
    internal sealed class RefusedException(int status) : Exception($"Refused with {status}.")
    {
        public int Status { get; } = status;
    }
}
