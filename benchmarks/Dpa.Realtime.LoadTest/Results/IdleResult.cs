using Dpa.Realtime.LoadTest.Producing;

namespace Dpa.Realtime.LoadTest.Results;

/// <summary>One peer's server without and with its idle subscribers.</summary>
internal sealed record IdleResult(string Peer, int Connections, MemoryReport Empty, MemoryReport Held)
{
    public double ResidentKilobytes => (Held.Resident - Empty.Resident) / 1024.0 / Connections;

    public double HeapKilobytes => (Held.Heap - Empty.Heap) / 1024.0 / Connections;
}
