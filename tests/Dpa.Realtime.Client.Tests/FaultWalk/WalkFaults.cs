using Dpa.Realtime.Faults.Proxy;

namespace Dpa.Realtime.Client.Tests.FaultWalk;

/// <summary>What can happen to a client between it and its server, and to the server.</summary>
internal static class WalkFaults
{
    // Before the list, which takes them as it is made.
    private static readonly FaultRules MuteClient =
        new() { ToServer = new FlowRules { Mode = FlowMode.Drop } };

    private static readonly FaultRules HeldClient =
        new() { ToClient = new FlowRules { Mode = FlowMode.Hold } };

    private static readonly FaultRules HandshakeCut =
        new() { ToClient = new FlowRules { CutAfterBytes = 60 } };

    public static readonly WalkFault[] All =
    [
        new("a reset (RST)", w => Do(w.Proxy.ResetAll), Nothing),
        new("an end (FIN)", w => Do(w.Proxy.CloseAll), Nothing),
        new("resets again and again", w => w.RepeatAsync(5, w.Proxy.ResetAll), Nothing),
        new("a reset in the middle of a frame", w => CutAsync(w, byReset: true), Lift),
        new("an end in the middle of a frame", w => CutAsync(w, byReset: false), Lift),
        new("connections that end in the handshake", w => RuleAsync(w, HandshakeCut, resets: true), Lift),
        new("bytes that are lost both ways", w => RuleAsync(w, FaultRules.HalfOpen), Lift),
        new("bytes to the client that are lost", w => RuleAsync(w, FaultRules.DeafClient), Lift),
        new("bytes to the server that are lost", w => RuleAsync(w, MuteClient), Lift),
        new("a partition that TCP survives", w => RuleAsync(w, FaultRules.Partition), Lift),
        new("bytes to the client that wait", w => RuleAsync(w, HeldClient), Lift),
        new("a late line", w => RuleAsync(w, FaultRules.Late(Ms(40), Ms(80))), Lift),
        new("a slow line", w => RuleAsync(w, FaultRules.Both(new FlowRules { BytesPerSecond = 40_000 })), Lift),
        new("nobody who listens", w => Do(() => { w.Proxy.Refuse(); w.Proxy.ResetAll(); }), Lift),
        new("503 with Retry-After", w => AnswerAsync(w, CannedResponse.Unavailable(1)), Lift),
        new("a sign-in page instead of an answer", w => AnswerAsync(w, CannedResponse.Html), Lift),
        new("a token that has ended", w => w.EndTokenAsync(), Nothing),
        new("sockets that do not get through", w => BlockAsync(w, g => g.BlocksSockets = true), Unblock),
        new("sockets that are forbidden by a proxy", w => BlockAsync(w, g => g.ForbidsSockets = true), Unblock),
        new(
            "sockets and streams that do not get through",
            w => BlockAsync(w, g => g.BlocksSockets = g.BlocksStreams = true), Unblock),
        new(
            "nothing that gets through",
            w => BlockAsync(w, g => g.BlocksSockets = g.BlocksStreams = g.BlocksPolls = true), Unblock),
        new("403 to everything, until it is started again", w => w.ForbidAsync(), w => w.PermitAsync()),
        new("a server that is killed", w => w.KillAsync(), w => w.RestartAsync()) { IsWithoutServer = true },
        new("a server that is restarted", w => w.DrainAsync(), w => w.RestartAsync()) { IsWithoutServer = true },
    ];

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static Task Nothing(Walk walk) => Task.CompletedTask;

    private static Task Lift(Walk walk) => Do(walk.Proxy.Resume);

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    /// <summary>Of a connection that is open already the count goes on from where it is.</summary>
    private static Task CutAsync(Walk walk, bool byReset) => RuleAsync(
        walk,
        new() { ToClient = new FlowRules { CutAfterBytes = walk.Random.Next(500, 9_000), CutsByReset = byReset } });

    private static Task AnswerAsync(Walk walk, CannedResponse answer) =>
        RuleAsync(walk, FaultRules.Answering(answer), resets: true);

    private static Task RuleAsync(Walk walk, FaultRules rules, bool resets = false)
    {
        walk.Proxy.Rules = rules;
        if (resets) walk.Proxy.ResetAll();
        return Task.CompletedTask;
    }

    private static Task BlockAsync(Walk walk, Action<Behaviour.Gate> block)
    {
        block(walk.Gate);
        walk.Proxy.ResetAll();
        return Task.CompletedTask;
    }

    private static Task Unblock(Walk walk)
    {
        var gate = walk.Gate;
        gate.BlocksSockets = gate.BlocksStreams = gate.BlocksPolls = gate.ForbidsSockets = false;
        return Task.CompletedTask;
    }
}
