namespace Dpa.Realtime.Watch;

/// <summary>What a shell gets; the numbers from 64 on are those of sysexits.h.</summary>
internal static class ExitCodes
{
    public const int Completed = 0;
    public const int Failed = 1;
    public const int Cancelled = 2;

    /// <summary>Left before the end: Ctrl+C, SIGTERM or <c>--timeout</c>; a recording that has no end.</summary>
    public const int Left = 3;

    public const int Usage = 64;

    /// <summary>A recording is not there, is none, or is broken.</summary>
    public const int BadRecording = 65;

    public const int Unreachable = 69;

    /// <summary>A recording cannot be written.</summary>
    public const int CannotWrite = 73;

    /// <summary>No such pipeline, or not for this user; no valid identity.</summary>
    public const int NotAllowed = 77;
}
