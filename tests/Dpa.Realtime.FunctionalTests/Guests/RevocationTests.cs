using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Guests;

/// <summary>Access that is evaluated again is closed until the authorizer has confirmed it.</summary>
public sealed class RevocationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>It throws; it is asked again until it answers; what was missed meanwhile comes then.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Revoked_WhileTheAuthorizerThrows_ShowsNothingUntilItAnswers(bool isStream)
    {
        var rules = new GateAuthorizer();
        using var lines = new LogLines();
        await using var server = await SlowAuthorizerTests.StartAsync(rules, lines: lines);
        await using var run = await server.Progress.StartAsync(new PipelineStart("p", "user-1"), Ct);
        await using var watcher = await Watcher.SubscribeAsync(server, isStream);

        rules.Break();
        await server.Progress.RevokeAsync("user-1", "p", Ct);
        for (var i = 0; i < 20; i++) await run.WarnAsync($"secret {i}", Ct);
        await SlowAuthorizerTests.UntilAsync(() => lines.Of("GuestThrew").Any());
        Assert.Empty(await watcher.SinceAsync()); // nothing, however long

        rules.Break(false);
        await run.WarnAsync("shown", Ct);
        await watcher.UntilAsync("shown");
    }

    /// <summary>It is slow: not one update until it answers, and none when the answer is no.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Revoked_WhileTheAuthorizerIsSlow_ShowsNothingAndEndsWithItsRefusal(bool isStream)
    {
        var rules = new GateAuthorizer();
        await using var server = await SlowAuthorizerTests.StartAsync(rules, o =>
            o.CallbackTimeout = TimeSpan.FromMinutes(1));
        await using var run = await server.Progress.StartAsync(new PipelineStart("p", "user-1"), Ct);
        await using var watcher = await Watcher.SubscribeAsync(server, isStream);
        var asked = rules.Tokens.Count;

        rules.Close();
        rules.Refuse();
        await server.Progress.RevokeAsync("user-1", "p", Ct);
        for (var i = 0; i < 20; i++) await run.WarnAsync($"secret {i}", Ct);
        await SlowAuthorizerTests.UntilAsync(() => rules.Tokens.Count > asked);
        Assert.Empty(await watcher.SinceAsync());

        rules.Open();
        Assert.Empty(await watcher.UntilForbiddenAsync());
    }

    /// <summary>
    /// A subscriber on either transport, with a second pipeline of its own by which it is known that all before has
    /// come.
    /// </summary>
    private sealed class Watcher(WireClient? socket, EventClient? stream, PipelineRun mark) : IAsyncDisposable
    {
        private int _marks;

        public static async Task<Watcher> SubscribeAsync(RealtimeServer server, bool isStream)
        {
            var mark = await server.Progress.StartAsync(new PipelineStart("mark", "user-1"), Ct);
            var stream = isStream ? await EventClient.OpenAsync(server, "?ids=p,mark") : null;
            var socket = isStream ? null : await WireClient.ConnectAsync(server);
            if (socket is not null)
                await socket.SendAsync(new { type = "subscribe_pipeline", pipeline_ids = new[] { "p", "mark" } });
            var watcher = new Watcher(socket, stream, mark);
            await watcher.ReadAsync(f => (string?)f["type"] == "subscription_confirmed");
            await watcher.ReadAsync(f => (string?)f["type"] == "subscription_confirmed");
            return watcher;
        }

        /// <summary>
        /// What came of the pipeline until now. The mark's own authorization is no matter: its epoch is confirmed
        /// already.
        /// </summary>
        public async Task<List<JsonObject>> SinceAsync()
        {
            var message = $"mark {++_marks}";
            await mark.WarnAsync(message, Ct);
            return OfPipeline(await ReadAsync(f => (string?)f["message"] == message));
        }

        public Task UntilAsync(string message) =>
            ReadAsync(f =>
                (string?)f["pipeline_id"] == "p" && f.ToJsonString().Contains(message, StringComparison.Ordinal));

        public async Task<List<JsonObject>> UntilForbiddenAsync() =>
            OfPipeline(await ReadAsync(f => (string?)f["reason"] == "forbidden"));

        public async ValueTask DisposeAsync()
        {
            if (socket is not null) await socket.DisposeAsync();
            if (stream is not null) await stream.DisposeAsync();
            await mark.DisposeAsync();
        }

        private static List<JsonObject> OfPipeline(List<JsonObject> frames) =>
            [
                .. frames.Where(f =>
                    (string?)f["pipeline_id"] == "p"
                    && ((string?)f["type"])
                        is "pipeline_progress" or "pipeline_update" or "progress" or "stage_update"),
            ];

        private Task<List<JsonObject>> ReadAsync(Func<JsonObject, bool> fits) =>
            socket is not null ? socket.ReceiveUntilAsync(fits) : ReadStreamAsync(fits);

        private async Task<List<JsonObject>> ReadStreamAsync(Func<JsonObject, bool> fits)
        {
            using var wait = new Wait("a frame that fits");
            var frames = new List<JsonObject>();
            while (await stream!.ReceiveAsync(wait) is { } frame)
            {
                frames.Add(frame);
                if (fits(frame)) return frames;
            }

            throw wait.Ended("The stream ended");
        }
    }
}
