using System.Security.Claims;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Access;

/// <summary>A node's connection to Redis was lost for a moment: what its sockets may see is evaluated again.</summary>
public sealed class ReauthorizationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reconnected_AnAuthorizerThatTakesMany_IsAskedOnceASocket()
    {
        var server = await SharedServers.Server;
        var prefix = $"r{Guid.NewGuid():N}";
        var authorizer = new CountingAuthorizer();
        await using var node = await SocketNode.StartAsync(server.Address, prefix, prefix, authorizer);
        string[] ids = [.. Enumerable.Range(0, 20).Select(i => $"p{i}")];
        foreach (var id in ids) await node.Notifier.StartAsync(new PipelineStart(id, "user-1"), Ct);
        await using var watch = await Watch.OpenAsync(node.Http, ids);
        var (many, single) = (authorizer.Many, authorizer.Single);

        await node.CutPubSubAsync(server);
        await Eventually.HoldsAsync(() => authorizer.Single + authorizer.Many > many + single, "it is asked again");

        Assert.Equal((20, single), (authorizer.Last, authorizer.Single));
    }

    private sealed class CountingAuthorizer : IPipelineAuthorizer
    {
        private int _many, _single, _last;

        public int Many => Volatile.Read(ref _many);

        public int Single => Volatile.Read(ref _single);

        /// <summary>About how many the last question for several was.</summary>
        public int Last => Volatile.Read(ref _last);

        public ValueTask<bool> CanReadAsync(
            ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _single);
            return new(true);
        }

        public ValueTask<IReadOnlyCollection<string>?> CanReadManyAsync(
            ClaimsPrincipal principal, string userId, IReadOnlyList<PipelineState> pipelines,
            CancellationToken cancellationToken)
        {
            Volatile.Write(ref _last, pipelines.Count);
            Interlocked.Increment(ref _many);
            return new((IReadOnlyCollection<string>)[.. pipelines.Select(p => p.Id)]);
        }
    }
}
