using System.Diagnostics;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Hosting;
using Dpa.Realtime.Tests.WebSockets;

namespace Dpa.Realtime.FunctionalTests.Connections;

/// <summary>How one client's connection ended when its server stopped.</summary>
/// <param name="Asked">How often it was asked to come back.</param>
/// <param name="AfterMs">After how long, by the last time it was asked.</param>
/// <param name="Code">The close code; 1006 where the line was cut.</param>
/// <param name="At">When.</param>
/// <param name="LastStatus">The last status of a pipeline that it was told.</param>
internal sealed record DrainEnd(int Asked, int AfterMs, int Code, TimeSpan At, string? LastStatus)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Reads to the close, and answers it.</summary>
    public static async Task<DrainEnd> ReadAsync(RawClient client, Stopwatch clock)
    {
        var end = new DrainEnd(0, 0, 1006, default, null);
        using var wait = new Wait("the server's close", Limit);
        while (await client.ReadFrameAsync(wait) is var (opcode, payload))
        {
            if (opcode == 8)
            {
                await client.SendAsync(ClientFrames.Frame(8, payload[..2]));
                return end with { Code = (payload[0] << 8) | payload[1], At = clock.Elapsed };
            }

            if (opcode == 9) await client.SendAsync(ClientFrames.Frame(10, payload));
            if (opcode != 1) continue;
            var frame = JsonNode.Parse(payload)!;
            end = (string)frame["type"]! switch
            {
                "reconnect" => end with { Asked = end.Asked + 1, AfterMs = (int)frame["after_ms"]! },
                "pipeline_progress" => end with { LastStatus = (string)frame["status"]! },
                _ => end,
            };
        }

        return end with { At = clock.Elapsed };
    }
}
