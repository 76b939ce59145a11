using System.Diagnostics.Metrics;
using Dpa.Realtime.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Diagnostics;

public sealed class DeliveryMeasureTests : IDisposable
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly RealtimeMetrics _metrics;
    private readonly DeliveryMeasure _measure;

    public DeliveryMeasureTests()
    {
        _metrics = new RealtimeMetrics(_services.GetRequiredService<IMeterFactory>());
        _measure = new DeliveryMeasure(_metrics, _time);
    }

    [Fact]
    public void Take_WhereNobodyListens_CostsNoAllocation()
    {
        var change = Change(_time.GetTimestamp(), Trace);
        Round(change);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Round(change);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Written_RecordsEachChangesSecondsSinceItsAcceptance()
    {
        var seconds = Listen(out var listener);
        using var _ = listener;
        _measure.Take(Change(_time.GetTimestamp()));
        _time.Advance(TimeSpan.FromMilliseconds(20));
        _measure.Take(Change(_time.GetTimestamp()));
        _time.Advance(TimeSpan.FromMilliseconds(5));

        _measure.Written();
        _measure.Written();

        Assert.Equal([0.025, 0.005], seconds);
    }

    [Fact]
    public void Written_AfterWhatWasNotWritten_RecordsNothingOfIt()
    {
        var seconds = Listen(out var listener);
        using var _ = listener;
        for (var i = 0; i < 100; i++) _measure.Take(Change(_time.GetTimestamp()));

        _measure.Clear();
        _measure.Written();

        Assert.Empty(seconds);
    }

    [Fact]
    public void Written_OfAnotherNodesChange_RecordsNothing()
    {
        var seconds = Listen(out var listener);
        using var _ = listener;

        _measure.Take(Change(accepted: 0));
        _measure.Written();

        Assert.Empty(seconds);
    }

    public void Dispose() => _services.Dispose();

    private void Round(SentChange change)
    {
        _measure.Clear();
        _measure.Take(change);
        _measure.Written();
    }

    private List<double> Listen(out MeterListener listener)
    {
        var seconds = new List<double>();
        listener = new MeterListener();
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => seconds.Add(value));
        listener.EnableMeasurementEvents(_metrics.ChangeToSend);
        return seconds;
    }

    private static SentChange Change(long accepted, string? trace = null) => new("p", 1, null, trace, accepted);
}
