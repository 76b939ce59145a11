using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>What nobody comes back for is removed, and nothing else.</summary>
public sealed class LeftoverTests
{
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    public async Task Remove_DraftsOfTheEndedAndTurnsOfTheAbsent_LeavesOthers(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var services = work.Host.Services;
        var now = TimeProvider.System.GetUtcNow();
        var old = now - LeftoverRows.DraftsKept - TimeSpan.FromHours(1);
        await services
            .GetRequiredService<HostDatabase>()
            .WriteAsync(
                transaction =>
                {
                    Add(transaction, "old", "gone", old);
                    Add(transaction, "new", "gone", now);
                    Add(transaction, "live", "here", null);
                    return transaction.Connection!.Execute(
                        "INSERT INTO owner_turns (owner, last_turn) VALUES ('gone', 1), ('here', 2)",
                        transaction: transaction);
                },
                TestContext.Current.CancellationToken);

        Assert.Equal(
            (1, 1), await services.GetRequiredService<LeftoverRows>().RemoveAsync(TestContext.Current.CancellationToken)
        );

        Assert.Equal(
            (0, 2), (work.Place.Count("page_drafts WHERE pipeline_id = 'old'"), work.Place.Count("page_drafts")));
        Assert.Equal(2, work.Place.Scalar("SELECT last_turn FROM owner_turns"));
    }

    private static void Add(DbTransaction transaction, string id, string owner, DateTimeOffset? ended) =>
        transaction.Connection!.Execute(
            "INSERT INTO pipelines (id, owner, language, stages, status, created_at, ended_at) " +
            "VALUES (@id, @owner, 'en', '', 'interrupted', 1, @ended); " +
            "INSERT INTO page_drafts (pipeline_id, number, text) VALUES (@id, 1, 'x')",
            new { id, owner, ended },
            transaction);
}
