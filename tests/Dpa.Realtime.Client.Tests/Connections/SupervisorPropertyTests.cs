using CsCheck;

namespace Dpa.Realtime.Client.Tests.Connections;

/// <summary>Whatever happens in whatever order.</summary>
public sealed class SupervisorPropertyTests
{
    private static readonly SupervisionRules Rules = SupervisionRules.Of(new RealtimeClientOptions());

    private static readonly int[] Codes =
    [
        0,
        401,
        403,
        404,
        503,
        1000,
        1001,
        1006,
        1012,
        4000,
        4001,
        4008,
        4399,
        4401,
        4403,
        4409,
        4500,
    ];

    /// <summary>What happens, how long after the last, the jitter, the code or time that goes with it.</summary>
    private static readonly Gen<(int Kind, int Milliseconds, double Jitter, int Detail)[]> Histories = Gen.Select(
        Gen.Int[0, 8],
        Gen.Int[0, 90_000],
        Gen.Double[0, 0.999],
        Gen.Int[0, Codes.Length - 1]
    ).Array[0, 60];

    [Fact]
    public void Next_AnyHistory_KeepsTheRules() =>
        Histories.Sample(history =>
        {
            var (state, now, renewals) = (Supervision.Idle, TimeSpan.Zero, 0);
            foreach (var (kind, milliseconds, jitter, detail) in history)
            {
                now += TimeSpan.FromMilliseconds(milliseconds);
                var before = state;
                var happened = Happen(kind, now, jitter, detail);
                state = Supervisor.Next(state, happened, Rules);
                Check(before, happened, state, now);
                if (
                    happened is SupervisionEvent.Start or SupervisionEvent.Close
                    || (before.Phase == Phase.Up && now - before.UpSince >= Rules.StableAfter)
                )
                    renewals = 0;
                if (happened is SupervisionEvent.Down && state.Phase == Phase.Dialling)
                    renewals++;
                // once, and once more where the connection was stable in between
                Assert.True(renewals <= 2, "A refused token was asked for again and again.");
            }
        });

    private static SupervisionEvent Happen(int kind, TimeSpan now, double jitter, int detail) =>
        kind switch
        {
            0 => new SupervisionEvent.Start(),
            1 => new SupervisionEvent.Due(),
            2 => new SupervisionEvent.Up(now),
            3 => new SupervisionEvent.Reconnect(now, jitter, TimeSpan.FromSeconds(detail)),
            4 => new SupervisionEvent.Wake(),
            7 => new SupervisionEvent.Reached(false),
            8 => new SupervisionEvent.Reached(true),
            5 => new SupervisionEvent.Refused(new Failure(401, "unauthorized", "")),
            _ => new SupervisionEvent.Down(
                now,
                jitter,
                new Failure(Codes[detail], "reason", "", TimeSpan.FromSeconds(detail))
            ),
        };

    private static void Check(Supervision before, SupervisionEvent happened, Supervision after, TimeSpan now)
    {
        Assert.InRange(after.Dials - before.Dials, 0, 1);
        Assert.Equal(
            after.Dials != before.Dials,
            after.Phase == Phase.Dialling && !(before.Phase == Phase.Dialling && after.Dials == before.Dials)
        );
        Assert.Equal(after.Phase == Phase.Waiting, after.Phase != Phase.Up && after.DueAt is not null);
        if (after.Phase == Phase.Up)
            Assert.False(after.IsFallback);
        if (after.Phase == Phase.Waiting)
            Assert.True(after.IsFallback || after.Failures < Rules.Attempts || before.Phase != Phase.Dialling);
        if (after.Phase == Phase.Stopped && happened is not SupervisionEvent.Start)
            Assert.Equal(before.Dials, after.Dials);
        if (
            happened is SupervisionEvent.Down { Failure: var failure }
            && after.Phase == Phase.Waiting
            && !after.IsPlanned
        )
        {
            Assert.True(after.DueAt >= now + failure.RetryAfter);
            Assert.True(
                after.DueAt
                    <= now
                        + TimeSpan.FromTicks(
                            Math.Max(
                                failure.RetryAfter.Ticks,
                                (after.IsFallback ? Rules.ProbeInterval : Rules.BackoffCap).Ticks
                            )
                        )
            );
        }
    }
}
