using System.Data.Common;
using System.Text.Json;
using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Languages;

namespace DocumentPipelineHost.Notifications;

/// <summary>Keeps each user's settings.</summary>
internal sealed class NotificationSettingsStore(HostDatabase database)
{
    public NotificationSettings? Find(string owner) => database.Read(connection => Find(connection, owner));

    public static NotificationSettings? Find(
        DbConnection connection, string owner, DbTransaction? transaction = null) =>
        connection.ExecuteScalar<string?>(
            "SELECT settings FROM notification_settings WHERE owner = @owner", new { owner }, transaction)
            is { } json
            ? JsonSerializer.Deserialize<NotificationSettings>(json, ProductJson.Options)
            : null;

    /// <summary>Has the user's other requests wait that take them too; nothing where there are none.</summary>
    public static void Lock(DbTransaction transaction, string owner) => transaction.Connection!.ExecuteScalar<string?>(
        $"SELECT owner FROM notification_settings WHERE owner = @owner{RowLock.Of(transaction)}",
        new { owner },
        transaction);

    /// <summary>Keeps them; a webhook with another address begins at zero, and is on.</summary>
    public Task SetAsync(string owner, NotificationSettings settings) => database.WriteAsync(transaction =>
    {
        if (Find(transaction.Connection!, owner, transaction)?.Webhook?.Url != settings.Webhook?.Url)
            ChannelFailures.Forget(transaction, owner, Channels.Webhook, evenIfOff: true);
        return Set(transaction, owner, settings);
    });

    private static int Set(DbTransaction transaction, string owner, NotificationSettings settings) =>
        transaction.Connection!.Execute(
            "INSERT INTO notification_settings (owner, settings) VALUES (@owner, @json) " +
            "ON CONFLICT (owner) DO UPDATE SET settings = @json",
            new { owner, json = JsonSerializer.Serialize(settings, ProductJson.Options) },
            transaction);
}
