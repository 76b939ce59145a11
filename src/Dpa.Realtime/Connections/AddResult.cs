namespace Dpa.Realtime.Connections;

/// <summary>The outcome of adding a connection.</summary>
internal enum AddResult
{
    Added,
    TooManyOfUser,
    Draining,
}
