using System.Data.Common;
using System.Globalization;
using Dapper;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Models;

/// <summary>
/// Counts what a user's documents cost at the model, by day (UTC). Promises: the tokens of requests under way count in
/// full, on all instances together, on the day that they began; a request that a crash ended stays counted; a day never
/// counts more than its bound.
/// </summary>
internal sealed class ModelUsage(HostDatabase database, IOptions<ModelOptions> options, TimeProvider time)
{
    /// <summary>Takes the tokens that a request may cost at most; null where the day has not as many left.</summary>
    public async Task<ModelReservation?> TryReserveAsync(string owner, long tokens, CancellationToken ct)
    {
        var day = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var isTaken = await database.WriteAsync(
            transaction =>
            {
                OwnerLock.Take(transaction, owner);
                if (Used(transaction, owner, day) + tokens > options.Value.TokensPerUserAndDay)
                    return false;
                Add(transaction, owner, day, tokens);
                return true;
            },
            ct
        );
        return isTaken ? new ModelReservation(owner, day, tokens) : null;
    }

    /// <summary>
    /// Puts what it did cost in the place of what was taken. What the service charges beyond that counts as far as the
    /// day reaches: then nothing more is asked on it.
    /// </summary>
    public Task SettleAsync(ModelReservation reservation, long tokens) =>
        database.WriteAsync(transaction =>
        {
            OwnerLock.Take(transaction, reservation.Owner);
            var others = Used(transaction, reservation.Owner, reservation.Day) - reservation.Tokens;
            var left = Math.Max(reservation.Tokens, options.Value.TokensPerUserAndDay - others);
            Add(transaction, reservation.Owner, reservation.Day, Math.Min(tokens, left) - reservation.Tokens);
            return true;
        });

    private static long Used(DbTransaction transaction, string owner, string day) =>
        transaction.Connection!.ExecuteScalar<long?>(
            "SELECT tokens FROM model_usage WHERE owner = @owner AND day = @day",
            new { owner, day },
            transaction
        ) ?? 0;

    private static void Add(DbTransaction transaction, string owner, string day, long tokens)
    {
        // A day is asked for while it lasts: those before the last are of no use.
        transaction.Connection!.Execute(
            "DELETE FROM model_usage WHERE owner = @owner AND day < @before",
            new { owner, before = Before(day) },
            transaction
        );
        transaction.Connection!.Execute(
            "INSERT INTO model_usage (owner, day, tokens) VALUES (@owner, @day, @tokens) "
                + "ON CONFLICT (owner, day) DO UPDATE SET tokens = model_usage.tokens + excluded.tokens",
            new
            {
                owner,
                day,
                tokens,
            },
            transaction
        );
    }

    private static string Before(string day) =>
        DateOnly
            .ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture)
            .AddDays(-1)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Tokens that a request may cost, taken from a user's day.</summary>
/// <param name="Owner">The user.</param>
/// <param name="Day">The day, UTC.</param>
/// <param name="Tokens">How many.</param>
internal sealed record ModelReservation(string Owner, string Day, long Tokens);
