using System.Globalization;
using System.Text.Json.Nodes;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Protocol;

public sealed class StageTimeTests
{
    /// <summary>A client that was sent the two times alone, or a recording of them, comes to the same.</summary>
    [Theory]
    [InlineData(9_999, 2_500_000)]
    [InlineData(1, 2_489_998)]
    [InlineData(6_000, 859_000)]
    [InlineData(0, 0)]
    [InlineData(5_000, 4_999)]
    public void Duration_IsThatBetweenTheTimesThatAreWritten(long beginTicks, long ticks)
    {
        var begin = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero).AddTicks(beginTicks);
        var stage = new StageState
        {
            Id = "a", StageId = "p:a", Name = "A", Status = PipelineStatus.Completed, StartedAt = begin,
            CompletedAt = begin.AddTicks(ticks),
        };
        var state = new PipelineState
        {
            Id = "p", Owner = "user-1", Position = new("0198c9a0-0000-7000-8000-000000000000", 1), Stages = [stage],
        };

        var written = JsonNode.Parse(PipelineStateCodec.Encode(state))!["stages"]![0]!;

        var between = At(written, "completed_at") - At(written, "started_at");
        Assert.Equal(between.TotalMilliseconds / 1000, (double)written["duration"]!);
    }

    private static DateTimeOffset At(JsonNode stage, string name) =>
        DateTimeOffset.Parse((string)stage[name]!, CultureInfo.InvariantCulture);
}
