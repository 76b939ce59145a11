using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Accounts;

/// <summary>
/// Counts attempts at a name's password before they are checked, so that many concurrent attempts count as many
/// sequential ones, across all instances. Unknown names are counted too: a lock does not reveal which names exist.
/// </summary>
internal sealed class SignInFailures(HostDatabase database, IOptions<AccountOptions> options, TimeProvider time)
{
    /// <summary>Counts an attempt.</summary>
    /// <returns>How long the name is locked still; zero where the attempt may be checked.</returns>
    public Task<TimeSpan> BeginAsync(string name) =>
        database.WriteAsync(transaction =>
        {
            var rules = options.Value;
            // The write comes first: it takes the row, so the counts of two attempts at once follow one another.
            transaction.Connection!.Execute(
                "INSERT INTO sign_in_failures (name, count, last_at) VALUES (@name, 0, @now) ON CONFLICT (name) DO "
                    + "UPDATE SET count = sign_in_failures.count",
                new { name, now = time.GetUtcNow() }, transaction);
            // Read once the row is taken: an attempt that waited for it must not be earlier than the one before it.
            var now = time.GetUtcNow();
            var (count, last, until) = transaction.Connection!.QuerySingle<(int, long, long)>(
                "SELECT count, last_at, locked_until FROM sign_in_failures WHERE name = @name", new { name },
                transaction);
            if (until > now.ToUnixTimeMilliseconds())
                return DateTimeOffset.FromUnixTimeMilliseconds(until) - now;
            count = last < (now - rules.LockoutTime).ToUnixTimeMilliseconds() || until > 0 ? 1 : count + 1;
            var locked = count >= rules.MaxFailures ? (now + rules.LockoutTime).ToUnixTimeMilliseconds() : 0;
            transaction.Connection!.Execute(
                "UPDATE sign_in_failures SET count = @count, last_at = @now, locked_until = @locked WHERE name = @name",
                new
                {
                    name, count, now, locked,
                },
                transaction);
            return TimeSpan.Zero;
        });

    /// <summary>The password was right.</summary>
    public Task ForgetAsync(string name) => database.WriteAsync(transaction => Forget(transaction, name));

    /// <inheritdoc cref="ForgetAsync"/>
    public static int Forget(DbTransaction transaction, string name) =>
        transaction.Connection!.Execute("DELETE FROM sign_in_failures WHERE name = @name", new { name }, transaction);

    /// <summary>Removes what no longer counts.</summary>
    public async Task SweepAsync()
    {
        const string NoLongerCounts = "sign_in_failures WHERE last_at < @before AND locked_until < @now";
        var times = new { before = time.GetUtcNow() - options.Value.LockoutTime, now = time.GetUtcNow() };
        if (
            database.Read(connection => connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM {NoLongerCounts}", times))
            > 0)
            await database.WriteAsync(transaction =>
                transaction.Connection!.Execute($"DELETE FROM {NoLongerCounts}", times, transaction));
    }
}
