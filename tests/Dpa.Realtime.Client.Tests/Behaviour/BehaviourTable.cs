using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Proxy;

namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>The table of behaviours, for clients in every language.</summary>
internal static class BehaviourTable
{
    public static readonly Behaviour[] Rows =
    [
        new("TCP reset in the middle", async w =>
        {
            w.Proxy.ResetAll();
            await w.Producer.WorkAsync(40);
        }, "reconnecting", "live"),

        new("cut in the middle of a frame", async w =>
        {
            w.Proxy.Rules = FaultRules.None with { ToClient = new FlowRules { CutAfterBytes = 9_001 } };
            await w.Producer.WorkAsync(150);
            await w.SeenAsync("reconnecting");
            w.Proxy.Resume();
        }, "reconnecting", "live"),

        new("cut again and again", async w =>
        {
            for (var i = 0; i < 6; i++)
            {
                await w.Producer.WorkAsync(20);
                w.Proxy.ResetAll();
                await Task.Delay(TimeSpan.FromMilliseconds(30 * i));
            }
        }, "reconnecting", "live"),

        new("silent drop", async w =>
        {
            w.Proxy.Rules = FaultRules.HalfOpen;
            await w.Producer.WorkAsync(40);
            await w.SeenAsync("reconnecting");
            w.Proxy.Resume();
        }, "reconnecting", "live"),

        new("slow and late line", async w =>
        {
            w.Proxy.Rules = FaultRules.Both(
                new FlowRules
                {
                    Delay = TimeSpan.FromMilliseconds(40), Jitter = TimeSpan.FromMilliseconds(60),
                    BytesPerSecond = 60_000,
                });
            await w.Producer.WorkAsync(200);
            w.Proxy.Resume();
        }),

        new("more transitions than are kept, while away", async w =>
        {
            w.Proxy.Refuse();
            w.Proxy.ResetAll();
            await w.Producer.WarnAsync(90);
            w.Proxy.Accept();
        }, "reconnecting", "live") { Skips = true },

        new("server killed and restarted", async w =>
        {
            await w.KillAsync();
            await w.SeenAsync("reconnecting");
            await w.RestartAsync();
            await w.Producer.WorkAsync(30);
        }, "reconnecting", "live"),

        new("drain", async w =>
        {
            await w.DrainAsync();
            await w.RestartAsync();
            await w.Producer.WorkAsync(30);
        }, "reconnecting", "live"),

        new("503 with Retry-After", async w =>
        {
            w.Proxy.Rules = FaultRules.Answering(CannedResponse.Unavailable(1));
            w.Proxy.ResetAll();
            await Eventually.HoldsAsync(() => w.Proxy.Counters.Answered >= 2, "two attempts");
            await w.Producer.WorkAsync(30);
            Assert.InRange(w.Proxy.Counters.Answered, 2, 8); // a second between them, not a few milliseconds
            w.Proxy.Resume();
        }, "reconnecting", "live"),

        new("401, and a new token is given", async w =>
        {
            w.Gate.Token = "token-2";
            await w.Client.SetTokenAsync("token-2");
            w.Proxy.ResetAll();
            await w.Producer.WorkAsync(30);
        }, "reconnecting", "live") { Renewals = 1 },

        new("401, and no token is good", async w =>
        {
            w.Gate.Token = "token-2";
            w.Proxy.ResetAll();
            await w.SeenAsync("closed");
            await w.Producer.WorkAsync(10);
            w.Gate.Token = "token-1";
            await w.Client.StartAsync();
            await w.SettledAsync();
        }, "reconnecting", "closed", "live") { Told = "unauthorized", Renewals = 1 },

        new("403", async w =>
        {
            w.Proxy.Rules = FaultRules.Answering(CannedResponse.Forbidden);
            w.Proxy.ResetAll();
            await w.SeenAsync("closed");
            await w.Producer.WorkAsync(10);
            w.Proxy.Resume();
            await w.Client.StartAsync();
            await w.SettledAsync();
        }, "reconnecting", "closed", "live") { Told = "forbidden", Renewals = null },

        new("403 without the protocol's code, to sockets alone", async w =>
        {
            w.Gate.ForbidsSockets = true;
            w.Proxy.ResetAll();
            await w.SeenAsync("streaming");
            await w.Producer.WorkAsync(60);
            await w.SettledAsync();
            w.Gate.ForbidsSockets = false;
            await w.Producer.WorkAsync(30);
        }, "reconnecting", "streaming", "live"),

        new("403 without the protocol's code, to everything", async w =>
        {
            w.Gate.ForbidsAll = true;
            w.Proxy.ResetAll();
            await w.SeenAsync("closed");
            await w.Producer.WorkAsync(10);
            w.Gate.ForbidsAll = false;
            await w.Client.StartAsync();
            await w.SettledAsync();
        }, "reconnecting", "closed", "live") { Told = "forbidden", Renewals = null },

        new("a new pipeline while streaming", async w =>
        {
            w.Gate.BlocksSockets = true;
            w.Proxy.ResetAll();
            await w.Client.WatchMineAsync();
            await w.SeenAsync("streaming");
            await w.FoundAsync("pipeline-2");
            w.Gate.BlocksSockets = false;
        }, "reconnecting", "streaming", "live"),

        new("a new pipeline while only polling", async w =>
        {
            w.Gate.BlocksSockets = w.Gate.BlocksStreams = true;
            w.Proxy.ResetAll();
            await w.Client.WatchMineAsync();
            await w.SeenAsync("polling");
            await w.FoundAsync("pipeline-2");
            w.Gate.BlocksSockets = w.Gate.BlocksStreams = false;
        }, "reconnecting", "polling", "live"),

        new("5 failures, server-sent events, back to live", async w =>
        {
            w.Gate.BlocksSockets = true;
            w.Proxy.ResetAll();
            await w.SeenAsync("streaming");
            await w.Producer.WorkAsync(60);
            await w.SettledAsync();
            w.Gate.BlocksSockets = false;
            await w.Producer.WorkAsync(30);
        }, "reconnecting", "streaming", "live"),

        new("polls that are not answered are no polling", async w =>
        {
            w.Gate.BlocksSockets = w.Gate.BlocksStreams = w.Gate.BlocksPolls = true;
            w.Proxy.ResetAll();
            var before = w.Gate.BlockedPolls;
            await Eventually.HoldsAsync(() => w.Gate.BlockedPolls >= before + 8, "polls that nobody answers");
            Assert.DoesNotContain("polling", w.Client.Record.Statuses);
            w.Gate.BlocksPolls = false;
            await w.SeenAsync("polling");
            await w.Producer.WorkAsync(30);
            await w.SettledAsync();
            w.Gate.BlocksSockets = w.Gate.BlocksStreams = false;
        }, "reconnecting", "polling", "live"),

        new("5 failures, polling, back to live", async w =>
        {
            w.Gate.BlocksSockets = w.Gate.BlocksStreams = true;
            w.Proxy.ResetAll();
            await w.SeenAsync("polling");
            await w.Producer.WorkAsync(60);
            await w.SettledAsync();
            w.Gate.BlocksSockets = w.Gate.BlocksStreams = false;
            await w.Producer.WorkAsync(30);
        }, "reconnecting", "polling", "live"),
    ];
}
