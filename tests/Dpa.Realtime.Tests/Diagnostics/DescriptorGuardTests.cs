using Dpa.Realtime.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Diagnostics;

public sealed class DescriptorGuardTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FixedDescriptors _descriptors = new();
    private readonly DescriptorGuard _guard;

    public DescriptorGuardTests() =>
        _guard = new DescriptorGuard(_descriptors, _time, NullLogger<DescriptorGuard>.Instance);

    [Theory]
    [InlineData(600, false)]
    [InlineData(710, false)]
    [InlineData(725, true)]
    [InlineData(int.MaxValue, true)]
    public void IsNearLimit_OfAThousand_AQuarterAndAFewAreLeftFree(int used, bool expected)
    {
        _descriptors.Used = used;

        Assert.Equal(expected, _guard.IsNearLimit());
    }

    /// <summary>
    /// A burst between two counts: what came since counts too; the first is in the count already, 68 more fill it up to
    /// 718.
    /// </summary>
    [Fact]
    public void IsNearLimit_ManyArrivalsInAMoment_AreCountedWithoutALook()
    {
        _descriptors.Used = 650;

        Assert.Equal(1 + 68, Enumerable.Range(0, 200).Count(_ => !_guard.IsNearLimit()));
        Assert.Equal(1, _descriptors.Counts);
    }

    [Fact]
    public void IsNearLimit_OnceTheyAreClosed_TakesConnectionsAgain()
    {
        _descriptors.Used = 950;
        Assert.True(_guard.IsNearLimit());
        _descriptors.Used = 100;

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(_guard.IsNearLimit());
    }

    [Theory]
    [InlineData(870, true)]
    [InlineData(876, false)]
    public void MayAccept_OfAThousand_AnEighthIsLeftFree(int used, bool expected)
    {
        _descriptors.Used = used;

        Assert.Equal(expected, _guard.MayAccept());
    }

    /// <summary>
    /// What is accepted in a moment is counted without a look, and a look tells when some are closed.
    /// </summary>
    [Fact]
    public void MayAccept_ManyInAMoment_WaitsAndGoesOnWhenSomeAreClosed()
    {
        _descriptors.Used = 800;
        Assert.Equal(75 + 1, Enumerable.Range(0, 200).Count(_ => _guard.MayAccept()));
        Assert.Equal(1, _descriptors.Counts);

        _time.Advance(DescriptorGuard.Recount);
        _descriptors.Used = 870;

        Assert.Equal(5 + 1, Enumerable.Range(0, 200).Count(_ => _guard.MayAccept()));
    }

    private sealed class FixedDescriptors : Descriptors
    {
        public int Used { get; set; }

        public int Counts { get; private set; }

        public override int? Limit => 1000;

        public override int Count()
        {
            Counts++;
            return Used;
        }
    }
}
