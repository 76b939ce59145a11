namespace Dpa.Realtime.Redis.Diagnostics;

/// <summary>Why a call to Redis failed, grouped by what to do about it.</summary>
internal enum FailureKind
{
    Unreachable,
    Timeout,
    WrongPassword,
    MissingPermission,
    OutOfMemory,
    ReadOnly,
    Loading,
    Cluster,
    Unsupported,
    TooManyClients,
    NotWritable,
    ForeignData,
    Unexpected,
}
