namespace Dpa.Realtime.Connections;

/// <summary>What became of a connection that was to be taken.</summary>
internal enum AddResult
{
    Added,
    TooManyOfUser,
    Draining,
}
