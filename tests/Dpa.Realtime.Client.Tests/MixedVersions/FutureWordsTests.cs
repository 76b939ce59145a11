using Dpa.Realtime.Client.Tests.Behaviour;
using Dpa.Realtime.Faults;

namespace Dpa.Realtime.Client.Tests.MixedVersions;

/// <summary>A server of the future, with words that no client of today knows, against both clients.</summary>
public sealed class FutureWordsTests(TypeScriptPackage package) : IClassFixture<TypeScriptPackage>
{
    [Fact]
    public Task DotNet_WordsOfAServerOfTheFuture_StateIsShownItsEndKnownAndNoFrameLost() =>
        RunAsync(address => new DotNetClient(address));

    [Fact]
    public Task TypeScript_WordsOfAServerOfTheFuture_StateIsShownItsEndKnownAndNoFrameLost()
    {
        package.Require();
        return RunAsync(address => new NodeClient(address, package.Index));
    }

    [Fact]
    public Task KeptDotNet_WordsOfAServerOfTheFuture_StateIsShownItsEndKnownAndNoFrameLost() =>
        RunAsync(KeptClients.DotNet);

    [Fact]
    public Task KeptTypeScript_WordsOfAServerOfTheFuture_StateIsShownItsEndKnownAndNoFrameLost()
    {
        package.Require();
        return RunAsync(KeptClients.TypeScript);
    }

    private static async Task RunAsync(Func<Uri, IDrivenClient> create)
    {
        await using var server = await FutureServer.StartAsync();
        await using var client = create(server.Address);
        await client.StartAsync();
        await Eventually.HoldsAsync(() => server.Subscribes > 0, "a subscription");

        // One frame after the other is shown: none is dropped.
        foreach (var (frame, shown) in FutureFrames.Steps)
        {
            await server.SendAsync(frame);
            if (shown is not null)
                await Eventually.HoldsAsync(
                    () => client.Record.Newest?.What == shown, $"'{shown}' (it has {client.Record.Newest})");
        }

        await server.PingAsync();
        client.Record.CheckTransitions(FutureFrames.Transitions);
        Assert.Equal(0, client.Record.Skips);
        Assert.Equal(1, server.Subscribes); // whoever misses a frame asks again
        Assert.Equal("live", client.Record.Status);
    }
}
