using Dpa.Realtime.Connections;
using Dpa.Realtime.Tests.Publishing;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Connections;

public sealed class ClientFailuresTests
{
    private const int ReadFailed = 12;

    /// <summary>Anybody can ask again and again.</summary>
    [Fact]
    public void ReadFailed_ManyTimes_WritesOneLineAMinuteWithHowManyOthers()
    {
        var time = new FakeTimeProvider();
        var logger = new RecordingLoggerOf<ClientFailures>();
        var failures = new ClientFailures(time, logger);

        for (var i = 0; i < 1000; i++) failures.ReadFailed("c", new InvalidOperationException("a mistake"));
        Assert.Equal(1, logger.Count(ReadFailed));
        time.Advance(TimeSpan.FromMinutes(1));
        failures.ReadFailed("c", new InvalidOperationException("a mistake"));

        Assert.Equal(2, logger.Count(ReadFailed));
        Assert.Contains("999", logger.Lines[^1].Text, StringComparison.Ordinal);
        Assert.Equal(2, logger.Thrown.Count);
    }
}
