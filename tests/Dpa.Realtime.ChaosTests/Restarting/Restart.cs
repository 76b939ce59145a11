using System.Globalization;

namespace Dpa.Realtime.ChaosTests.Restarting;

/// <summary>What one node's restart did to its clients.</summary>
/// <param name="Node">Which node.</param>
/// <param name="Clients">How many were on it.</param>
/// <param name="Stopped">From SIGTERM to the process's end.</param>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Peak">The most arrivals elsewhere in one second.</param>
/// <param name="First">When the first came, in seconds after SIGTERM.</param>
/// <param name="Last">When the last came.</param>
internal sealed record Restart(int Node, int Clients, TimeSpan Stopped, int ExitCode, int Peak, double First, double Last)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"node {Node}: {Clients} clients moved from {First:0.0} to {Last:0.0} s after SIGTERM, at most {Peak} in a second; it ended after {Stopped.TotalSeconds:0.0} s with {ExitCode}");
}
