namespace Dpa.Realtime.Producers.Tests.Testing;

/// <summary>Each transport through the test server, and a line that is cut.</summary>
public sealed class ConnectionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<Transport> Transports => [.. Enum.GetValues<Transport>()];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Cut_InTheMiddle_ConnectionComesBackAndSeesTheEnd(Transport transport)
    {
        await using var host = await DpaTestHost.StartAsync();
        await using var run = await host.Progress.StartAsync(new PipelineStart("p", "user-1"), Ct);
        await using var watching = await host.Server.WatchAsync("p", "user-1");
        var connection = watching[transport];
        await connection.UntilAsync(static _ => true);

        connection.Cut();
        await run.WarnAsync("after the cut", Ct);
        await connection.UntilAsync(static s => s.Message == "after the cut");
        await run.CompleteAsync(Ct);

        Assert.Equal("Completed", $"{(await connection.EndAsync()).Status}");
        // A cut that comes between two requests is not felt.
        var isKept = transport is Transport.WebSocket or Transport.ServerSentEvents;
        Assert.True(!isKept || connection.Opened > 1, $"{transport} was open {connection.Opened} time");
        foreach (var other in watching)
            await other.EndAsync();
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Cut_UntilRestored_NothingComesBefore(Transport transport)
    {
        await using var host = await DpaTestHost.StartAsync();
        await using var run = await host.Progress.StartAsync(new PipelineStart("p", "user-1"), Ct);
        await using var watching = await host.Server.WatchAsync("p", "user-1");
        var connection = watching[transport];
        await connection.UntilAsync(static _ => true);

        connection.Cut(untilRestored: true);
        await run.CompleteAsync(Ct);
        foreach (var other in watching.Where(c => c != connection))
            await other.EndAsync(); // they have it, and it has not
        Assert.DoesNotContain(connection.States, static s => s.IsEnded);
        connection.Restore();

        Assert.Equal("Completed", $"{(await connection.EndAsync()).Status}");
    }

    [Fact]
    public async Task Watch_BeforeTheStart_SeesItByEveryTransport()
    {
        await using var host = await DpaTestHost.StartAsync();
        await using var watching = await host.Server.WatchAsync("later", "user-1");

        await host.Progress.RunAsync(new PipelineStart("later", "user-1"), static (_, _) => Task.CompletedTask, Ct);

        foreach (var connection in watching) Assert.Equal("Completed", $"{(await connection.EndAsync()).Status}");
    }

    [Fact]
    public async Task Watch_OfAnotherUser_SeesNothing()
    {
        await using var host = await DpaTestHost.StartAsync();
        await using var mine = await host.Server.WatchAsync("p", "user-1");
        await using var foreign = await host.Server.WatchAsync("p", "user-2");

        await host.Progress.RunAsync(new PipelineStart("p", "user-1"), static (_, _) => Task.CompletedTask, Ct);
        foreach (var connection in mine) await connection.EndAsync();

        Assert.All(foreign, static c => Assert.Empty(c.States));
    }

    [Fact]
    public async Task End_ThatDoesNotCome_SaysWhatCame()
    {
        await using var host = await DpaTestHost.StartAsync();
        await using var run = await host.Progress.StartAsync(new PipelineStart("p", "user-1"), Ct);
        await using var watching = await host.Server.WatchAsync("p", "user-1");
        var connection = watching[Transport.WebSocket];
        await connection.UntilAsync(static _ => true);

        var missed = await Assert.ThrowsAsync<TimeoutException>(() =>
            connection.EndAsync(TimeSpan.FromMilliseconds(1)));

        Assert.Contains("'p' by WebSocket", missed.Message, StringComparison.Ordinal);
        Assert.Contains("Processing", missed.Message, StringComparison.Ordinal);
    }
}
