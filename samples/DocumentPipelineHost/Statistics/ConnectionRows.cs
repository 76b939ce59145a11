using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Instances;

namespace DocumentPipelineHost.Statistics;

/// <summary>How many connections the instances that share the rows have open; they go with the instance.</summary>
internal sealed class ConnectionRows(HostDatabase database, HostInstance instance)
{
    /// <summary>Keeps this instance's number; writes only where it has changed.</summary>
    public Task<int> KeepAsync(ConnectionCounts counts, CancellationToken ct) =>
        database.WriteAsync(
            transaction => transaction.Connection!.Execute(
                "UPDATE instances SET sockets = @Websocket, streams = @Sse "
                    + "WHERE id = @Id AND (sockets <> @Websocket OR streams <> @Sse)",
                new { instance.Id, counts.Websocket, counts.Sse },
                transaction),
            ct);

    /// <summary>The number with those of the other instances, which are a second or two old.</summary>
    public ConnectionCounts Add(DbConnection connection, ConnectionCounts own)
    {
        if (!instance.IsShared)
            return own;
        var (sockets, streams) = connection.QuerySingle<(long, long)>(
            "SELECT CAST(COALESCE(SUM(sockets), 0) AS BIGINT), CAST(COALESCE(SUM(streams), 0) AS BIGINT) "
                + "FROM instances WHERE id <> @Id",
            new { instance.Id });
        return new ConnectionCounts(own.Websocket + sockets, own.Sse + streams);
    }
}
