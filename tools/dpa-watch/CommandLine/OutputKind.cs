namespace Dpa.Realtime.Watch.CommandLine;

internal enum OutputKind
{
    /// <summary>Bars on a terminal, lines elsewhere.</summary>
    Automatic,
    Plain,
    Json,
}
