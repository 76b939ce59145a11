using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Proxy;
using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Links;
using Dpa.Realtime.Redis.Tests.Worlds;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Tests.Faults;

/// <summary>What the people who run it see when Redis refuses: one line that says what to do.</summary>
public sealed class RefusedTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData(",password=wrong")]
    public async Task WrongPassword_IsOneLine(string given)
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "secret");
        await OneLineAsync(server.Address + given, "refuses the password");
    }

    [Fact]
    public async Task WrongHost_IsOneLine() => await OneLineAsync($"127.0.0.1:{FreePorts.Next()}", "cannot be reached");

    [Fact]
    public async Task UnknownHostName_IsOneLine() =>
        await OneLineAsync("no-such-host.invalid:6379", "cannot be reached");

    [Fact]
    public async Task MissingPermission_IsOneLine()
    {
        await using var server = await RedisServer.StartAsync();
        await server.CommandAsync("ACL", "SETUSER", "app", "on", ">pw", "~other:*", "&*", "+@all");
        await OneLineAsync($"{server.Address},user=app,password=pw", "lacks a permission");
    }

    [Fact]
    public async Task MissingChannelPermission_IsOneLine()
    {
        await using var server = await RedisServer.StartAsync();
        await server.CommandAsync("ACL", "SETUSER", "app", "on", ">pw", "~*", "resetchannels", "+@all");
        await OneLineAsync($"{server.Address},user=app,password=pw", "lacks a permission");
    }

    /// <summary>
    /// The library makes the connection that carries subscriptions after the one that carries commands.
    /// </summary>
    [Fact]
    public async Task ConnectionOfSubscriptions_ThatComesLater_IsNoLine()
    {
        await using var server = await RedisServer.StartAsync();
        await using var proxy = FaultProxy.Start(server.Port);
        await using var host = await RealtimeHost.StartAsync(redis =>
            redis.ConnectionFactory = async (_, _) =>
            {
                var connection = await ConnectionMultiplexer.ConnectAsync(
                    ConnectionDefaults.Of(ConfigurationOptions.Parse(proxy.Address)));
                await Eventually.HoldsAsync(() => connection.GetSubscriber().IsConnected(), "both connections");
                proxy.Refuse();
                proxy.Connections[^1].Reset();
                await Eventually.HoldsAsync(
                    () => connection.IsConnected && !connection.GetSubscriber().IsConnected(),
                    "the one for commands only");
                proxy.Accept();
                return connection;
            });
        await using var run = await host.Notifier.StartAsync(new PipelineStart("p", "user"), Ct);

        Assert.Empty(Said(host));
        Assert.Equal(0, host.Counts["failures"]);
    }

    [Fact]
    public async Task TheDocumentedUser_HasAllThatIsNeeded()
    {
        await using var server = await RedisServer.StartAsync();
        await server.CommandAsync(
            RedisFailure.Permissions.Replace("PASSWORD", "pw", StringComparison.Ordinal).Split(' '));
        await using var host = await RealtimeHost.StartAsync($"{server.Address},user=app,password=pw");
        await using var run = await host.Notifier.StartAsync(
            new PipelineStart("p", "user") { Stages = [new("a")] }, Ct);
        await using var watcher = new Watcher(host, "p");
        await run.CompleteAsync(Ct);
        await watcher.UntilAsync(s => s.IsEnded, "the end");
        await host.Backplane.IssueTicketAsync("t", "user", new byte[] { 7 }, TimeSpan.FromSeconds(30), Ct);
        Assert.Equal([7], await host.Backplane.RedeemTicketAsync("t", Ct));
        await host.Backplane.CloseUserAsync("user", "signed out", Ct);
        await host.Backplane.RevokeAsync("user", "p", Ct);
        await host.Backplane.SubscribeOwnerAsync("user", Ct);
        await host.Backplane.SweepAsync(Ct);
        Assert.DoesNotContain(host.Lines.Warnings, w => w.Contains("permission", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Full_IsOneLineAndWhatWasHeldIsAppliedOnceThereIsRoom()
    {
        await using var server = await RedisServer.StartAsync();
        await using var host = await RealtimeHost.StartAsync(server.Address);
        await using var run = await host.Notifier.StartAsync(
            new PipelineStart("p", "user") { Stages = [new("a")] }, Ct);
        await using var stage = await run.StartStageAsync("a", Ct);
        await server.CommandAsync("CONFIG", "SET", "maxmemory", "1");

        stage.Report(50);
        await Eventually.HoldsAsync(
            () => host.Lines.Warnings.Any(w => w.Contains("is full", StringComparison.Ordinal)),
            "the line");
        await SecondsOfTryingAsync(host);
        var health = (await host.HealthAsync()).Entries["dpa.realtime"];
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("is full", health.Description, StringComparison.Ordinal);
        await server.CommandAsync("CONFIG", "SET", "maxmemory", "0");

        await host.UntilAsync("p", s => s.OverallProgress == 50);
        Assert.Single(host.Lines.Warnings, w => w.StartsWith("Redis:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadOnly_IsOneLine()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {primary.Port}");
        await OneLineAsync(replica.Address, "replica", "cannot be reached");
    }

    /// <summary>The host starts, is asked for seconds, and says it once.</summary>
    private static async Task OneLineAsync(string address, params string[] anyOf)
    {
        await using var host = await RealtimeHost.StartAsync(address);
        await Eventually.HoldsAsync(() => Said(host).Length > 0, "the line");
        await SecondsOfTryingAsync(host);

        Assert.True(Said(host).Length == 1, string.Join("\n", host.Lines.All.Select(l => $"{l.Text} {l.Exception}")));
        var line = Said(host)[0];
        Assert.True(
            anyOf.Any(part => line.Contains(part, StringComparison.Ordinal)),
            $"{line} {host.Lines.All.Select(l => l.Exception).FirstOrDefault(e => e is not null)}");
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Lines.All, l => l.Text.Contains("answers again", StringComparison.Ordinal));
    }

    private static string[] Said(RealtimeHost host) => [.. host.Lines.Warnings];

    /// <summary>Several sweeps and health checks: a flood would show.</summary>
    private static async Task SecondsOfTryingAsync(RealtimeHost host)
    {
        var failures = host.Counts["failures"];
        await Eventually.HoldsAsync(
            async () =>
            {
                Assert.NotEqual(HealthStatus.Unhealthy, (await host.HealthAsync()).Status);
                return host.Counts["failures"] >= failures + 5;
            },
            "five more failures");
    }
}
