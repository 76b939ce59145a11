using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Tests.Links;

/// <summary>The ways to the server.</summary>
public sealed class ConnectionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApplicationsOwnConnection_ByServiceKeyOrFactory_IsUsedAndLeftOpen()
    {
        await using var own = await ConnectionMultiplexer.ConnectAsync((await SharedServers.Server).Address);
        await RunAsync(
            o => (o.ServiceKey, o.KeyPrefix) = ("redis", NewPrefix()),
            s => s.AddKeyedSingleton<IConnectionMultiplexer>("redis", own));
        await RunAsync(o =>
            (o.ConnectionFactory, o.KeyPrefix) = ((_, _) => Task.FromResult<IConnectionMultiplexer>(own), NewPrefix()));
        await RunAsync(o => o.KeyPrefix = NewPrefix(), s => s.AddSingleton<IConnectionMultiplexer>(own));

        Assert.True(own.IsConnected);
    }

    /// <summary>
    /// A host that ends while its first connection is being made leaves nothing that connects for ever.
    /// </summary>
    [Fact]
    public async Task FirstConnection_StillBeingMadeWhenTheHostEnds_IsDisposedOf()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var host = await RealtimeHost.StartAsync($"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");
        using (await silent.AcceptTcpClientAsync(limit.Token)) await host.DisposeAsync(); // nothing answers on it

        for (var isQuiet = false; !isQuiet;)
        {
            using var quiet = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
            quiet.CancelAfter(TimeSpan.FromSeconds(6)); // one that goes on comes at least every two
            isQuiet = !await ComesAsync(silent, quiet.Token);
            Assert.False(limit.IsCancellationRequested, "Something still connects.");
        }
    }

    private static async Task<bool> ComesAsync(TcpListener listener, CancellationToken token)
    {
        try
        {
            (await listener.AcceptTcpClientAsync(token)).Dispose();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [Fact]
    public async Task Tls_WithACertificate_IsUsed()
    {
        var (certificate, key) = Certificate();
        await using var server = await TlsServer.StartAsync(certificate, key);
        var options = new ConfigurationOptions { EndPoints = { { "127.0.0.1", server.TlsPort } }, Ssl = true };
        options.CertificateValidation += (_, presented, _, errors) =>
            errors != SslPolicyErrors.None && presented?.Subject == "CN=dpa-test";

        await RunAsync(o => o.ConfigurationOptions = options);
    }

    [Fact]
    public async Task Cluster_WithPlainPubSubByOption_ReachesAllNodes()
    {
        var address = (await SharedServers.Cluster).ConnectionString;
        var prefix = NewPrefix();
        await using var watching = await RealtimeHost.StartAsync(o =>
            (o.Configuration, o.KeyPrefix, o.ShardedPubSub) = (address, prefix, false));
        await using var producing = await RealtimeHost.StartAsync(o =>
            (o.Configuration, o.KeyPrefix, o.ShardedPubSub) = (address, prefix, false));
        for (var i = 0; i < 6; i++)
        {
            await using var run = await producing.Notifier.StartAsync(new PipelineStart($"p{i}", "user"), Ct);
            await using var watcher = new Watcher(watching, $"p{i}");
            await watcher.UntilAsync(_ => true, "the first state");
            await run.CompleteAsync(Ct);
            await watcher.UntilAsync(s => s.IsEnded, "the end");
        }

        Assert.Equal(0, watching.Counts["messages.rejected"]);
    }

    [Fact]
    public async Task Cluster_ASlotMovesWhileItsPipelineRuns_WatchersOnAnotherNodeFollow()
    {
        var cluster = await SharedServers.Cluster;
        var prefix = NewPrefix();
        await using var watching = await RealtimeHost.StartAsync(o =>
            (o.Configuration, o.KeyPrefix) = (cluster.ConnectionString, prefix));
        await using var producing = await RealtimeHost.StartAsync(o =>
            (o.Configuration, o.KeyPrefix) = (cluster.ConnectionString, prefix));
        await using var run = await producing.Notifier.StartAsync(
            new PipelineStart(prefix, "user") { Stages = [new("a")] }, Ct);
        await using var stage = await run.StartStageAsync("a", Ct);
        await using var watcher = new Watcher(watching, prefix);
        await watcher.UntilAsync(_ => true, "the first state");
        var slot = await cluster.SlotOfAsync($"{prefix}:{{{prefix}}}");
        var owner = await cluster.OwnerOfAsync(slot);

        for (var i = 1; i <= 2; i++)
        {
            await cluster.MigrateSlotAsync(slot, i == 1 ? cluster.Nodes.First(n => n != owner) : owner);
            stage.Report(i * 40);
            var expected = i * 40.0;
            await watcher.UntilAsync(s => s.OverallProgress == expected, $"{expected} %");
        }

        await stage.CompleteAsync(Ct);
        await run.CompleteAsync(Ct);
        await watcher.UntilAsync(s => s.Status == PipelineStatus.Completed, "the end");
        Assert.Null(watcher.Last!.Continues);
        Assert.Equal(watcher.Last.Transition, watcher.Transitions.Count);
    }

    [Fact]
    public async Task Sentinel_FailsOver_TheRunGoesOnAndItsWatcherEndsRight()
    {
        await using var sentinel = await RedisSentinel.StartAsync();
        await using var watching = await RealtimeHost.StartAsync(sentinel.ConnectionString);
        await using var producing = await RealtimeHost.StartAsync(sentinel.ConnectionString);
        await using var run = await producing.Notifier.StartAsync(
            new PipelineStart("p", "user") { Stages = [new("a")] }, Ct);
        await using var stage = await run.StartStageAsync("a", Ct);
        await using var watcher = new Watcher(watching, "p");
        await watcher.UntilAsync(_ => true, "the first state");

        await sentinel.FailOverAsync();
        stage.Report(80);

        await watcher.UntilAsync(s => s.OverallProgress == 80, "80 %");
        await stage.CompleteAsync(Ct);
        await run.CompleteAsync(Ct);
        await watcher.UntilAsync(s => s.Status == PipelineStatus.Completed, "the end");
        Assert.Equal(watcher.Last!.Transition, watcher.Transitions.Count);
    }

    private static string NewPrefix() => $"c{Guid.NewGuid():N}";

    private static async Task RunAsync(Action<RedisBackplaneOptions> redis, Action<IServiceCollection>? services = null)
    {
        await using var host = await RealtimeHost.StartAsync(redis, services: services);
        await using var run = await host.Notifier.StartAsync(new PipelineStart("p", "user"), Ct);
        await run.CompleteAsync(Ct);
        Assert.Equal(PipelineStatus.Completed, (await host.Reader.GetAsync("p", Ct))!.Status);
    }

    private static (string Certificate, string Key) Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=dpa-test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A server that listens with TLS beside its plain port.</summary>
    private sealed class TlsServer(RedisServer server, int port) : IAsyncDisposable
    {
        public int TlsPort => port;

        public static async Task<TlsServer> StartAsync(string certificate, string key)
        {
            var port = Dpa.Realtime.Faults.FreePorts.Next();
            var server = await RedisServer.StartAsync(
                new RedisServerOptions
                {
                    Arguments =
                    [
                        "--tls-port", $"{port}", "--tls-cert-file", "server.crt", "--tls-key-file", "server.key",
                        "--tls-ca-cert-file", "server.crt", "--tls-auth-clients", "no",
                    ],
                    Files = new Dictionary<string, string> { ["server.crt"] = certificate, ["server.key"] = key },
                });
            return new TlsServer(server, port);
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
