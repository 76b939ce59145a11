namespace Dpa.Realtime.Redis.Links;

/// <summary>Why Redis did not do what it was asked, by what is to be done about it.</summary>
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
