namespace Dpa.Realtime.LoadTest.Producing;

/// <summary>The server's processor time so far, and its open WebSockets.</summary>
internal sealed record ProcessLook(double CpuSeconds, int Open);
