using System.Runtime.CompilerServices;
using Dpa.Realtime.Guests;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Guests;

/// <summary>Who has a place, and what the gate keeps of those who have left.</summary>
public sealed class GuestGateTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>So few places that none is kept for the well: nobody stands in that line.</summary>
    [Fact]
    public async Task Calls_ThatHaveLeft_AreNotKept()
    {
        var gate = Gate(places: 4);
        List<WeakReference> shares = [];
        for (var i = 0; i < 10; i++) shares.Add(await EnterAndLeaveAsync(gate));

        GC.Collect();

        // the last may be on the stack
        Assert.True(shares.Count(static share => share.IsAlive) <= 1, "Each call's share is kept.");
        GC.KeepAlive(gate);
    }

    /// <summary>What hangs for one user's questions about many is no reason to let the others' wait.</summary>
    [Fact]
    public async Task CallsAboutMany_OfOneUserThatHang_LeavePlacesToOthers()
    {
        var gate = Gate(places: 64);
        for (var i = 0; i < 16; i++) await EnteredAsync(gate, Call("a") with { IsOfMany = true });

        await EnteredAsync(gate, Call("b") with { IsOfMany = true });
    }

    /// <summary>That it was answered is remembered also while nobody asks about it.</summary>
    [Fact]
    public async Task CallsAboutAPipelineThatWasAnswered_OfOneUserThatHang_LeavePlacesToOthers()
    {
        var gate = Gate(places: 64);
        gate.Leave(await EnteredAsync(gate, Call("b", "p")), isAnswered: true);
        for (var i = 0; i < 4; i++) await EnteredAsync(gate, Call("a", "p"));

        await EnteredAsync(gate, Call("b", "p"));
    }

    private static GuestGate Gate(int places) =>
        new(GuestBounds.Of(Guest.Authorizer, new DpaRealtimeOptions { MaxConcurrentCallbacks = places }));

    private static GuestCall Call(string user, string pipeline = "") => new(Guest.Authorizer, "Rules", user, pipeline);

    private async Task<GuestPass> EnteredAsync(GuestGate gate, GuestCall call)
    {
        var entering = gate.EnterAsync(call, onlyWell: false, _time, Ct);
        Assert.True(entering.IsCompleted, $"A call of {call.Key} waits.");
        var (entry, pass) = await entering;
        Assert.Equal(GuestEntry.Entered, entry);
        return pass!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> EnterAndLeaveAsync(GuestGate gate)
    {
        var pass = await EnteredAsync(gate, Call("a"));
        gate.Leave(pass, isAnswered: true);
        return new WeakReference(pass.Key);
    }
}
