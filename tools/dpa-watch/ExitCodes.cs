namespace Dpa.Realtime.Watch;

/// <summary>What a shell gets; the numbers from 64 on are those of sysexits.h.</summary>
internal static class ExitCodes
{
    public const int Completed = 0;
    public const int Failed = 1;
    public const int Cancelled = 2;

    /// <summary>Left before the end: Ctrl+C, SIGTERM or <c>--timeout</c>.</summary>
    public const int Left = 3;

    public const int Usage = 64;
    public const int Unreachable = 69;

    /// <summary>No such pipeline, or not for this user; no valid identity.</summary>
    public const int NotAllowed = 77;
}
