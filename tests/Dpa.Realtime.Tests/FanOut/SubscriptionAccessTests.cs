using Dpa.Realtime.FanOut;

namespace Dpa.Realtime.Tests.FanOut;

/// <summary>Answers that come late, in another order, or after access was taken away.</summary>
public sealed class SubscriptionAccessTests
{
    private readonly SubscriptionAccess _access = new();

    [Fact]
    public void Allow_OvertakenByANewerQuestion_IsVoidAndTheNewerHolds()
    {
        var first = _access.Ask("e1");
        var second = _access.Ask("e2");

        Assert.True(_access.TryAllow(second, "e2"));
        Assert.False(_access.TryAllow(first, "e1"));

        Assert.Equal("e2", _access.AllowedEpoch);
    }

    [Fact]
    public void Allow_AskedBeforeARevocation_IsVoid()
    {
        var number = _access.Ask("e1");
        _access.Revoke();

        Assert.False(_access.TryAllow(number, "e1"));
        Assert.Null(_access.AllowedEpoch);
    }

    [Fact]
    public void Refuse_AskedBeforeANewerQuestion_IsVoid()
    {
        var first = _access.Ask("e1");
        _access.Ask("e2");

        Assert.False(_access.TryRefuse(first));
    }

    [Fact]
    public void Revoke_ShowsNothingAtOnceAndIsAskedAboutAgain()
    {
        Assert.True(_access.TryAllow(_access.Ask("e1"), "e1"));

        Assert.True(_access.Revoke());

        Assert.Null(_access.AllowedEpoch);
        Assert.True(_access.TryAsk("e1", out _));
        Assert.False(_access.TryAsk("e1", out _));
    }

    [Fact]
    public void TryAsk_BeforeTheFirstAnswer_IsLeftToWhoWaitsForIt()
    {
        _access.Ask("e1");

        Assert.False(_access.TryAsk("e2", out _));
        Assert.False(_access.Revoke());
    }

    [Fact]
    public void TryAskAgain_WhenANewerQuestionIsUnderWay_IsNot()
    {
        var number = _access.Ask("e1");
        Assert.True(_access.TryAskAgain("e1", ref number));
        _access.Ask("e2");

        Assert.False(_access.TryAskAgain("e1", ref number));
    }
}
