using Dapper;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Tests.Services;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>
/// Whose turn it is, of rows in every state: whoever has least under way, then whoever waits longest.
/// </summary>
public sealed class OrderOfTurnsTests
{
    private const int Rounds = 40;
    private const long Later = 4_102_444_800_000; // the year 2100

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    public async Task Next_OfRandomRows_IsTheOneThatThePromiseNames(Rows rows)
    {
        TimeHandler.Register();
        await using var place = await HostPlace.CreateAsync(rows);
        using var database = Open(place, rows);
        database.Prepare();
        var waiting = new WaitingPipelines(database, TimeProvider.System);
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var turns = Enumerable.Range(0, 4).ToDictionary(static i => $"user-{i}", _ => (long)random.Next(5));
            var all = Enumerable.Range(1, random.Next(40)).Select(i => Row.Any(i, random)).ToList();
            await WriteAsync(database, all, turns);

            Assert.True(
                Expected(all, turns) == waiting.Next()?.Id, $"Seed {seed}, round {round}: {waiting.Next()}");
        }
    }

    private static string? Expected(List<Row> all, Dictionary<string, long> turns)
    {
        var live = all.Where(static row => !row.IsEnded).ToList();
        return live
            .Where(row => row is { Instance: null, Status: not "interrupted", Due: 0 } && !live.Exists(other =>
                other.DocumentId == row.DocumentId && other.Seq != row.Seq && other.Status != "interrupted"
                && (other.Instance is not null || other.Seq < row.Seq)))
            .GroupBy(static row => row.Owner)
            .SelectMany(owned =>
                owned.OrderBy(static row => row.Seq).Select((row, i) => (Row: row, Turn: i + UnderWay(owned.Key))))
            .OrderBy(static one => one.Turn)
            .ThenBy(one => turns[one.Row.Owner])
            .ThenBy(static one => one.Row.Seq)
            .Select(static one => one.Row.Id)
            .FirstOrDefault();

        int UnderWay(string owner) => live.Count(row =>
            row is { Instance: not null, Status: "processing" } && row.Owner == owner);
    }

    private static Task<int> WriteAsync(HostDatabase database, List<Row> all, Dictionary<string, long> turns) =>
        database.WriteAsync(transaction =>
        {
            var connection = transaction.Connection!;
            connection.Execute("DELETE FROM documents; DELETE FROM owner_turns", transaction: transaction);
            connection.Execute(
                "INSERT INTO documents (id, owner, filename, size, sha256, content_type, storage_key, created_at) " +
                "VALUES (@id, 'user-1', 'a.txt', 1, @id, 'text/plain', @id, 1)",
                all.Select(static row => row.DocumentId).Distinct().Select(static id => new { id }),
                transaction);
            connection.Execute(
                "INSERT INTO owner_turns (owner, last_turn) VALUES (@Key, @Value)",
                turns.Where(static turn => turn.Value > 0).Select(static turn => new { turn.Key, turn.Value }),
                transaction);
            return connection.Execute(
                "INSERT INTO pipelines " +
                "(id, owner, document_id, language, stages, status, instance, due_at, created_at, ended_at) " +
                "VALUES (@Id, @Owner, @DocumentId, 'en', '', @Status, @Instance, @Due, 1, @Ended)",
                all.Select(static row => new
                {
                    row.Id, row.Owner, row.DocumentId, row.Status, row.Instance, row.Due,
                    Ended = row.IsEnded ? 1L : (long?)null,
                }),
                transaction);
        });

    private static HostDatabase Open(HostPlace place, Rows rows)
    {
        if (rows == Rows.Postgres)
        {
            return new PostgresDatabase(
                new PostgresAddress(place.Settings[1]), TimeProvider.System, NullLogger<PostgresDatabase>.Instance);
        }

        return new SqliteDatabase(new DataFolder(
            Microsoft.Extensions.Options.Options.Create(new DataOptions { Directory = place.Folder.Path }),
            new HostingEnvironment { ContentRootPath = place.Folder.Path }));
    }

    private sealed record Row(
        int Seq, string Owner, string DocumentId, string Status, string? Instance, long Due, bool IsEnded)
    {
        public string Id => $"pipeline-{Seq}";

        public static Row Any(int seq, Random random)
        {
            var isInHand = random.Next(4) == 0;
            var status = isInHand ? "processing" : random.Next(5) == 0 ? "interrupted" : "pending";
            return new Row(
                seq,
                $"user-{random.Next(4)}",
                $"document-{random.Next(25)}",
                status,
                isInHand ? "instance" : null,
                random.Next(5) == 0 ? Later : 0,
                random.Next(6) == 0);
        }
    }
}
