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

    public static NotificationSettings? Find(DbConnection connection, string owner, DbTransaction? transaction = null) =>
        connection.ExecuteScalar<string?>("SELECT settings FROM notification_settings WHERE owner = @owner", new { owner }, transaction) is { } json
            ? JsonSerializer.Deserialize<NotificationSettings>(json, ProductJson.Options)
            : null;

    public Task SetAsync(string owner, NotificationSettings settings) => database.WriteAsync(transaction => transaction.Connection!.Execute(
        "INSERT INTO notification_settings (owner, settings) VALUES (@owner, @json) ON CONFLICT (owner) DO UPDATE SET settings = @json",
        new { owner, json = JsonSerializer.Serialize(settings, ProductJson.Options) },
        transaction));
}
