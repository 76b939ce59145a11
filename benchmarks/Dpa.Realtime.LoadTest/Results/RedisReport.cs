namespace Dpa.Realtime.LoadTest.Results;

/// <summary>The Redis between the nodes: counts since it started, or what was added between two looks.</summary>
/// <param name="CpuSeconds">Processor time of its process.</param>
/// <param name="BytesIn">Bytes that it received.</param>
/// <param name="BytesOut">Bytes that it sent.</param>
/// <param name="Commands">Commands that it processed, those of scripts too.</param>
/// <param name="Resident">Its resident memory in bytes at the later look.</param>
internal sealed record RedisReport(double CpuSeconds, long BytesIn, long BytesOut, long Commands, long Resident)
{
    public static RedisReport operator -(RedisReport later, RedisReport earlier) =>
        new(
            later.CpuSeconds - earlier.CpuSeconds, later.BytesIn - earlier.BytesIn, later.BytesOut - earlier.BytesOut,
            later.Commands - earlier.Commands, later.Resident);
}
