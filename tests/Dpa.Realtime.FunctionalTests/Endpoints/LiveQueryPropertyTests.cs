using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.FunctionalTests.Hosting;
using Dpa.Realtime.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>
/// Random owners, filters, authorizers, revocations, starts and ends: no frame ever names a pipeline that its reader
/// could not see since the lists were last compared, and after each round every list is the newest that may be seen.
/// </summary>
public sealed class LiveQueryPropertyTests
{
    private const int Owners = 3;
    private const int Rounds = 6;

    private static readonly string[] Kinds = ["import", "export"];
    private static readonly ImmutableArray<PipelineStatus>[] Filters =
        [[], [PipelineStatus.Completed], [PipelineStatus.Pending, PipelineStatus.Processing]];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 12));

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task LiveLists_AreTheNewestThatMayBeSeen_AndNameNothingElse(int seed)
    {
        var rules = new Rules(new Random(seed));
        await using var server = await RealtimeServer.StartAsync(
            build: b => b.Services.AddSingleton<IPipelineAuthorizer>(rules));
        List<PipelineRun> runs = [];
        for (var i = 0; i < 40; i++) await StartAsync(server, rules, runs);
        List<Reader> readers = [];
        for (var user = 0; user < Owners; user++)
        for (var query = 0; query < 2; query++)
            readers.Add(await Reader.BeginAsync(server, rules, $"user-{user}", AnyQuery(rules)));

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var reader in readers)
                await reader.UntilAsync(
                    [
                        .. runs.Select(run => run.State)
                            .Where(s => s.Owner == reader.Query.Owner && reader.Query.Matches(s))
                            .Where(s => rules.Allows(reader.User, s.Id))
                            .OrderByDescending(ListKey.Of, StringComparer.Ordinal)
                            .Take(reader.Query.Limit)
                            .Select(s => s.Id),
                    ]);
            rules.Compared();
            for (var step = 0; step < 12; step++) await StepAsync(server, rules, runs);
        }

        foreach (var reader in readers) await reader.DisposeAsync();
        foreach (var run in runs) await run.DisposeAsync();
    }

    private static PipelineQuery AnyQuery(Rules rules) => new($"user-{rules.Next(Owners)}")
    {
        Limit = 1 + rules.Next(20), Statuses = Filters[rules.Next(3)],
        Kind = rules.Next(3) == 0 ? Kinds[rules.Next(2)] : null,
    };

    private static async Task StartAsync(RealtimeServer server, Rules rules, List<PipelineRun> runs)
    {
        var start = new PipelineStart($"p{runs.Count:000}", $"user-{rules.Next(Owners)}")
        {
            Kind = Kinds[rules.Next(2)],
        };
        for (var user = 0; user < Owners; user++) rules.Set($"user-{user}", start.Id, rules.Next(2) == 0);
        runs.Add(await server.Progress.StartAsync(start, Ct));
        if (rules.Next(3) == 0) await runs[^1].CompleteAsync(Ct);
    }

    private static async Task StepAsync(RealtimeServer server, Rules rules, List<PipelineRun> runs)
    {
        var run = runs[rules.Next(runs.Count)];
        switch (rules.Next(4))
        {
            case 0:
                await StartAsync(server, rules, runs);
                break;
            case 1 when run.State.IsEnded:
                await run.ContinueAsync(cancellationToken: Ct);
                break;
            case 1:
                await run.CompleteAsync(Ct);
                break;
            default:
                var user = $"user-{rules.Next(Owners)}";
                rules.Set(user, run.State.Id, rules.Next(2) == 0);
                await server.Progress.RevokeAsync(user, run.State.Id, Ct);
                break;
        }
    }

    private sealed class Reader(QueryClient client, string user, PipelineQuery query) : IAsyncDisposable
    {
        public string User => user;

        public PipelineQuery Query => query;

        public static async Task<Reader> BeginAsync(
            RealtimeServer server, Rules rules, string user, PipelineQuery query)
        {
            var client = await QueryClient.ConnectAsync(server, user, frame => Check(rules, user, frame));
            await client.AskAsync(new
            {
                type = "subscribe_query", query_id = "q", owner = query.Owner, kind = query.Kind, limit = query.Limit,
                status = query.Statuses.Select(StatusNames.Of).ToArray(),
            });
            return new Reader(client, user, query);
        }

        /// <summary>Nothing of before is on its way after that.</summary>
        public async Task UntilAsync(string[] ids)
        {
            await client.UntilAsync("q", ids);
            await client.BarrierAsync();
        }

        public ValueTask DisposeAsync() => client.DisposeAsync();

        /// <summary>Whatever it is, it names nothing that may not be seen, and counts nothing.</summary>
        private static void Check(Rules rules, string user, JsonObject frame)
        {
            // The end of a subscription names what was shown before.
            if (frame["pipeline_id"] is { } one && (string?)frame["type"] != "unsubscription_confirmed")
                Seen((string)one!);
            if ((string?)frame["type"] != "query") return;
            Assert.Equal(
                ["pipeline_ids", "query_id", "type"], frame.Select(f => f.Key).Order(StringComparer.Ordinal));
            foreach (var id in frame["pipeline_ids"]!.AsArray()) Seen((string)id!);

            void Seen(string id) => Assert.True(rules.Allowed(user, id), $"{user} may not see {id}: {frame}");
        }
    }

    /// <summary>Answers for many at once, or one by one.</summary>
    private sealed class Rules(Random random) : IPipelineAuthorizer
    {
        private readonly ConcurrentDictionary<(string User, string Id), bool> _allowed = new();
        private readonly ConcurrentDictionary<(string User, string Id), bool> _since = new();
        private readonly bool _takesMany = random.Next(2) == 0;

        public int Next(int max) => random.Next(max);

        public bool Allows(string user, string id) => _allowed.GetValueOrDefault((user, id));

        /// <summary>Whether it was allowed at any time since the lists were compared last.</summary>
        public bool Allowed(string user, string id) => Allows(user, id) || _since.ContainsKey((user, id));

        public void Set(string user, string id, bool allows)
        {
            if (allows || Allows(user, id)) _since[(user, id)] = true;
            _allowed[(user, id)] = allows;
        }

        public void Compared() => _since.Clear();

        public ValueTask<bool> CanReadAsync(
            ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken) =>
            new(Allows(userId, pipeline.Id));

        public ValueTask<IReadOnlyCollection<string>?> CanReadManyAsync(
            ClaimsPrincipal principal, string userId, IReadOnlyList<PipelineState> pipelines,
            CancellationToken cancellationToken) =>
            new(_takesMany ? [.. pipelines.Select(p => p.Id).Where(id => Allows(userId, id))] : null);
    }
}
