using Dpa.Realtime.Redis.Diagnostics;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Links;

/// <summary>
/// Classifies failures, and names what to do about each. The texts are for a log and a health check: they contain
/// neither passwords nor the data of a write.
/// </summary>
internal static class RedisFailure
{
    /// <summary>The ACL of a user with exactly the permissions that the backplane needs, under the default
    /// prefix.</summary>
    public const string Permissions =
        "ACL SETUSER app on >PASSWORD ~dpa:* ~{dpa}:* resetchannels &dpa:* &{dpa}:* +@read +@write +@pubsub "
            + "+@scripting +@connection -@dangerous +time +info +cluster|nodes";

    public static bool IsOne(Exception e) =>
        e
            is RedisException
                or RedisTimeoutException
                or RedisCommandException
                or TimeoutException
                or InvalidDataException
                or ObjectDisposedException;

    /// <summary>Whether the server answered, and only this entry cannot be read: another version wrote it.</summary>
    public static bool IsUnreadable(PipelineException e) => e.InnerException is InvalidDataException;

    public static FailureKind KindOf(Exception e) =>
        e switch
        {
            RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } =>
                FailureKind.WrongPassword,
            RedisConnectionException { FailureType: ConnectionFailureType.Loading } => FailureKind.Loading,
            RedisConnectionException c => Text(c, FailureKind.Unreachable),
            TimeoutException => FailureKind.Timeout,
            RedisServerException s => Text(s, FailureKind.Unexpected),
            RedisCommandException c => Text(c, FailureKind.Unsupported),
            InvalidDataException => FailureKind.ForeignData,
            ObjectDisposedException => FailureKind.Unreachable,
            _ => FailureKind.Unexpected,
        };

    public static string WhatToDo(FailureKind kind) =>
        kind switch
        {
            FailureKind.Unreachable =>
                "Redis cannot be reached. Check that it runs, and the host, the port and TLS (ssl=true) in the "
                    + "connection's settings.",
            FailureKind.Timeout =>
                "Redis does not answer in time. Look at its load, at slow commands (SLOWLOG GET) and at the network.",
            FailureKind.WrongPassword =>
                "Redis refuses the password or the user. Set password=… (and user=… where it has ACL users) in the "
                    + "connection's settings.",
            FailureKind.MissingPermission =>
                "The Redis user lacks a permission. Give it the keys and channels of the prefix and the commands that "
                    + "docs/redis.md lists, for example: "
                    + Permissions
                    + ".",
            FailureKind.OutOfMemory =>
                "Redis is full and takes no writes (OOM). Raise maxmemory, or set a maxmemory-policy that evicts, such "
                    + "as volatile-ttl: everything that is kept there expires.",
            FailureKind.ReadOnly =>
                "The server is a replica and takes no writes (READONLY). Point the connection at the primary, or at "
                    + "the Sentinels with serviceName=….",
            FailureKind.Loading => "Redis is loading its data and answers soon (LOADING).",
            FailureKind.Cluster =>
                "The Redis Cluster does not serve the slot now (CLUSTERDOWN, MOVED, TRYAGAIN or CROSSSLOT). Look at "
                    + "CLUSTER INFO; connect to the Cluster's nodes directly and not by way of a proxy.",
            FailureKind.Unsupported =>
                "Redis lacks a command. Redis 6.2 or later is needed, 7.0 or later for sharded pub/sub "
                    + "(RedisBackplaneOptions.ShardedPubSub = false does without); a proxy in between must let scripts "
                    + "and pub/sub pass.",
            FailureKind.TooManyClients => "Redis takes no more clients. Raise maxclients.",
            FailureKind.NotWritable =>
                "Redis cannot save its data and so takes no writes (MISCONF, NOREPLICAS). Look at its disk and its log.",
            FailureKind.ForeignData =>
                "What lies in Redis under the prefix was not written by this version of Dpa.Realtime.Redis. Run the "
                    + "same version on all nodes, or set another RedisBackplaneOptions.KeyPrefix.",
            _ => "Redis failed in an unexpected way; the exception has more.",
        };

    private static FailureKind Text(Exception? e, FailureKind otherwise)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is RedisServerException { Kind: var known } && Kind(known) is { } byKind) return byKind;
            if (Prefix(e.Message) is { } byText) return byText;
        }

        return otherwise;
    }

    private static FailureKind? Kind(RedisErrorKind kind) =>
        kind switch
        {
            RedisErrorKind.NoAuth or RedisErrorKind.WrongPass => FailureKind.WrongPassword,
            RedisErrorKind.OutOfMemory => FailureKind.OutOfMemory,
            RedisErrorKind.Loading => FailureKind.Loading,
            RedisErrorKind.ClusterDown
            or RedisErrorKind.MasterDown
            or RedisErrorKind.TryAgain
            or RedisErrorKind.Moved
            or RedisErrorKind.Ask
            or RedisErrorKind.CrossSlot => FailureKind.Cluster,
            RedisErrorKind.Misconfigured or RedisErrorKind.NoReplicas => FailureKind.NotWritable,
            RedisErrorKind.MaxClients => FailureKind.TooManyClients,
            RedisErrorKind.Busy => FailureKind.Timeout,
            _ => null,
        };

    /// <summary>
    /// A script's errors contain the code of the command, and so do some connection errors. Ordinal comparison, because
    /// the server's texts are fixed.
    /// </summary>
    private static FailureKind? Prefix(string message)
    {
        foreach (var (code, kind) in Codes)
            if (message.Contains(code, StringComparison.Ordinal)) return kind;
        return null;
    }

    private static readonly (string Code, FailureKind Kind)[] Codes =
    [
        ("WRONGPASS", FailureKind.WrongPassword),
        ("NOAUTH", FailureKind.WrongPassword),
        ("invalid username-password", FailureKind.WrongPassword),
        ("NOPERM", FailureKind.MissingPermission),
        ("no permissions", FailureKind.MissingPermission),
        ("can't run this command", FailureKind.MissingPermission),
        ("OOM ", FailureKind.OutOfMemory),
        ("READONLY", FailureKind.ReadOnly),
        ("LOADING", FailureKind.Loading),
        ("CLUSTERDOWN", FailureKind.Cluster),
        ("CROSSSLOT", FailureKind.Cluster),
        ("TRYAGAIN", FailureKind.Cluster),
        ("MASTERDOWN", FailureKind.Cluster),
        ("MOVED", FailureKind.Cluster),
        ("MISCONF", FailureKind.NotWritable),
        ("NOREPLICAS", FailureKind.NotWritable),
        ("max number of clients", FailureKind.TooManyClients),
        ("unknown command", FailureKind.Unsupported),
        ("Unknown Redis command", FailureKind.Unsupported),
        ("BUSY", FailureKind.Timeout),
    ];
}
