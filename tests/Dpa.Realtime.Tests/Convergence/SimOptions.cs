namespace Dpa.Realtime.Tests.Convergence;

/// <summary>How large a simulated world is, whether its clients lose frames, and whether its store conflicts,
/// delays, loses answers and goes back.</summary>
internal sealed record SimOptions(
    int Seed, int Steps = 400, int Nodes = 2, int Clients = 4, int Pipelines = 4, int Users = 2, 
    bool LosesFrames = true, bool HasStoreFaults = true
);
