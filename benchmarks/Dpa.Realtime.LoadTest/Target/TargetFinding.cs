namespace Dpa.Realtime.LoadTest.Target;

/// <summary>So much of the changes arrived within that time.</summary>
internal sealed record TargetFinding(string What, string Share, double Milliseconds);
