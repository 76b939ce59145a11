using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>
/// Random owners, authorizers and revocations: nothing is ever listed that the caller may not see, all that it may see
/// is listed once, and another page follows only where there is more to see. A failure's seed is its argument.
/// </summary>
public sealed class ListPropertyTests
{
    private const int Pipelines = 90; // of three owners; about as many as are read at once
    private const int Callers = 3;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 12));

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Lists_NeverShowWhatMayNotBeSeen(int seed)
    {
        var rules = new Rules(new Random(seed));
        await using var server = await RealtimeServer.StartAsync(
            o => (o.MaxRequestsPerSecond, o.RequestBurst) = (100_000, 1_000_000),
            b => b.Services.AddSingleton<IPipelineAuthorizer>(rules));
        rules.Revoke = (user, id) => server.Progress.RevokeAsync(user, id).AsTask();
        List<PipelineRun> runs = [];
        for (var i = 0; i < Pipelines; i++)
        {
            var start = new PipelineStart($"p{i:00}", $"user-{rules.Next(3)}");
            runs.Add(await server.Progress.StartAsync(start, Ct));
            if (rules.Next(3) == 0) await runs[^1].CompleteAsync(Ct);
            for (var user = 0; user < Callers; user++) rules.Allow($"user-{user}", start, rules.Next(2) == 0);
        }

        for (var step = 0; step < 8; step++)
        {
            var (caller, owner) = ($"user-{rules.Next(Callers)}", $"user-{rules.Next(3)}");
            var limit = 1 + rules.Next(20);
            rules.RevokesLeft = rules.Next(2) == 0 ? 5 : 0;
            await ListAsync(server, rules, runs, (caller, owner, limit));
        }

        foreach (var run in runs) await run.DisposeAsync();
    }

    private static async Task ListAsync(
        RealtimeServer server, Rules rules, List<PipelineRun> runs, (string Caller, string Owner, int Limit) asked)
    {
        using var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", asked.Caller);
        List<string> listed = [];
        string? next = null;
        do
        {
            var query = $"?owner={asked.Owner}&limit={asked.Limit}{(next is null ? "" : $"&cursor={next}")}";
            var page = (await http.GetFromJsonAsync<JsonObject>(
                new Uri("/api/v1/pipelines" + query, UriKind.Relative), Ct))!;
            string[] ids = [.. page["pipelines"]!.AsArray().Select(p => (string)p!["pipeline_id"]!)];
            next = (string?)page["next"];
            // Access is only ever taken away meanwhile: what may be seen now could be seen before.
            Assert.All(ids, id => Assert.True(rules.Allows(asked.Caller, id), $"{id} may not be seen."));
            Assert.DoesNotContain("total", page.Select(field => field.Key));
            listed.AddRange(ids);
        }
        while (next is not null);

        Assert.Equal(listed.Distinct(StringComparer.Ordinal), listed);
        Assert.Equal(
            runs.Where(r => r.State.Owner == asked.Owner && rules.Allows(asked.Caller, r.State.Id))
                .Select(r => r.State.Id),
            listed.Where(id => rules.Allows(asked.Caller, id)).Order(StringComparer.Ordinal));
    }

    /// <summary>Answers for many at once, or one by one; at times it revokes what it is about to allow.</summary>
    private sealed class Rules(Random random) : IPipelineAuthorizer
    {
        private readonly Lock _lock = new();
        private readonly ConcurrentDictionary<(string User, string Id), bool> _allowed = new();
        private readonly bool _takesMany = random.Next(2) == 0;

        public Func<string, string, Task> Revoke { get; set; } = static (_, _) => Task.CompletedTask;

        public int RevokesLeft { get; set; }

        public int Next(int max)
        {
            lock (_lock) return random.Next(max);
        }

        public void Allow(string user, PipelineStart start, bool allows) => _allowed[(user, start.Id)] = allows;

        public bool Allows(string user, string id) => _allowed[(user, id)];

        public async ValueTask<bool> CanReadAsync(
            ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken)
        {
            var answer = Allows(userId, pipeline.Id);
            if (answer) await TakeAwayAsync(userId, pipeline.Id);
            return answer;
        }

        public async ValueTask<IReadOnlyCollection<string>?> CanReadManyAsync(
            ClaimsPrincipal principal, string userId, IReadOnlyList<PipelineState> pipelines,
            CancellationToken cancellationToken)
        {
            if (!_takesMany) return null;
            string[] answer = [.. pipelines.Select(p => p.Id).Where(id => Allows(userId, id))];
            if (answer.Length > 0) await TakeAwayAsync(userId, answer[Next(answer.Length)]);
            return answer;
        }

        /// <summary>After the answer was found, and before it is given.</summary>
        private async Task TakeAwayAsync(string userId, string id)
        {
            lock (_lock)
            {
                if (RevokesLeft == 0 || random.Next(3) > 0) return;
                RevokesLeft--;
            }

            _allowed[(userId, id)] = false;
            await Revoke(userId, id);
        }
    }
}
