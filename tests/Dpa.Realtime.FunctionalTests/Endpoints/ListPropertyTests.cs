using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.FunctionalTests.Hosting;
using Dpa.Realtime.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>
/// Random owners, filters, authorizers and revocations: nothing is ever listed or named that the caller may not see,
/// all that it may see is listed once, and another page follows only where there is more to see. A failure's seed is
/// its argument.
/// </summary>
public sealed class ListPropertyTests
{
    private const int Pipelines = 90; // of three owners; about as many as are read at once
    private const int Callers = 3;

    private static readonly string[] Kinds = ["import", "export"];
    private static readonly ImmutableArray<PipelineStatus>[] Filters =
        [[], [PipelineStatus.Completed], [PipelineStatus.Pending, PipelineStatus.Processing]];

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
            var start = new PipelineStart($"p{i:00}", $"user-{rules.Next(3)}") { Kind = Kinds[rules.Next(2)] };
            runs.Add(await server.Progress.StartAsync(start, Ct));
            if (rules.Next(3) == 0) await runs[^1].CompleteAsync(Ct);
            for (var user = 0; user < Callers; user++) rules.Allow($"user-{user}", start, rules.Next(2) == 0);
        }

        for (var step = 0; step < 8; step++)
        {
            var query = new PipelineQuery($"user-{rules.Next(3)}")
            {
                Limit = 1 + rules.Next(20), Statuses = Filters[rules.Next(3)],
                Kind = rules.Next(2) == 0 ? Kinds[rules.Next(2)] : null,
            };
            rules.RevokesLeft = rules.Next(2) == 0 ? 5 : 0;
            await ListAsync(server, rules, [.. runs.Select(run => run.State)], $"user-{rules.Next(Callers)}", query);
        }

        foreach (var run in runs) await run.DisposeAsync();
    }

    private static async Task ListAsync(
        RealtimeServer server, Rules rules, PipelineState[] states, string caller, PipelineQuery query)
    {
        using var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", caller);
        PipelineState[] wanted = [.. states.Where(s => s.Owner == query.Owner && query.Matches(s))];
        List<string> listed = [];
        string? next = null;
        do
        {
            PipelineState[] before = [.. wanted.Where(s => rules.Allows(caller, s.Id))];
            var page = (await http.GetFromJsonAsync<JsonObject>(AddressOf(query with { Cursor = next }), Ct))!;
            string[] ids = [.. page["pipelines"]!.AsArray().Select(p => (string)p!["pipeline_id"]!)];
            next = (string?)page["next"];
            // Access is only ever taken away meanwhile: what may be seen now could be seen before.
            Assert.All(ids, id => Assert.True(rules.Allows(caller, id), $"{id} may not be seen."));
            Assert.DoesNotContain("total", page.Select(field => field.Key));
            if (next is not null) AssertFollows(PipelineQuery.KeyOf(next)!, ids, before);
            listed.AddRange(ids);
        }
        while (next is not null);

        Assert.Equal(listed.Distinct(StringComparer.Ordinal), listed);
        Assert.Equal(
            wanted.Select(s => s.Id).Where(id => rules.Allows(caller, id)),
            listed.Where(id => rules.Allows(caller, id)).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// A cursor names what is on its page, and after that there was something more to see when the page was asked for.
    /// </summary>
    private static void AssertFollows(string key, string[] ids, PipelineState[] before)
    {
        Assert.Contains(ids, id => id == ListKey.IdOf(key));
        Assert.Contains(before, state => string.CompareOrdinal(ListKey.Of(state), key) < 0);
    }

    private static Uri AddressOf(PipelineQuery query)
    {
        var text = $"/api/v1/pipelines?owner={query.Owner}&limit={query.Limit}";
        if (query.Kind is { } kind) text += $"&kind={kind}";
        if (!query.Statuses.IsEmpty) text += $"&status={string.Join(',', query.Statuses.Select(StatusNames.Of))}";
        if (query.Cursor is { } cursor) text += $"&cursor={cursor}";
        return new Uri(text, UriKind.Relative);
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
