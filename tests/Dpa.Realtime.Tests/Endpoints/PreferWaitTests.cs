using Dpa.Realtime.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Tests.Endpoints;

/// <summary>How a client's wish to wait is read (RFC 7240).</summary>
public sealed class PreferWaitTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(10, "wait=10")]
    [InlineData(10, "respond-async, wait=10")]
    [InlineData(10, "WAIT = 10 ; foo=bar")]
    [InlineData(10, "wait=\"10\"")]
    [InlineData(10, "foo=\"a, wait=20\"; b, wait=10")]
    [InlineData(10, "foo=\"\\\", wait=20\", wait=10")]
    [InlineData(10, "return=minimal", "wait=10")]
    [InlineData(10, "wait=10", "wait=20")]
    [InlineData(10, "wait=10, wait=20")]
    [InlineData(0, "wait=x, wait=20")]
    [InlineData(0, "wait=-5")]
    [InlineData(0, "wait=1.5")]
    [InlineData(0, "wait")]
    [InlineData(0, "wait=")]
    [InlineData(0, "waiting=10")]
    [InlineData(0, "")]
    [InlineData(0, "\"wait=10")]
    [InlineData(60, "wait=61")]
    [InlineData(60, "wait=99999999999999999999")]
    public void Seconds_AreThoseOfTheFirstWaitAndAtMostAMinute(int seconds, params string[] lines)
    {
        var headers = new HeaderDictionary { ["Prefer"] = lines };

        Assert.Equal(seconds, PreferWait.Seconds(headers));
    }
}
