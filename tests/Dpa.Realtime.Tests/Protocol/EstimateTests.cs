using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Tests.Protocol;

public sealed class EstimateTests
{
    /// <summary>The .NET client reads 1e13 ms and above as nothing.</summary>
    [Fact]
    public void Of_TheLongestTime_IsOneThatClientsTake()
    {
        var (left, low, high) = Estimate.Of(TimeSpan.MaxValue, TimeSpan.Zero, TimeSpan.MaxValue);

        Assert.Equal((TimeSpan.FromDays(100_000), TimeSpan.Zero, left), (left, low, high));
        Assert.True(left!.Value.TotalMilliseconds < 1e13);
    }
}
