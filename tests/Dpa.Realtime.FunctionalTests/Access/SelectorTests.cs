using Dpa.Realtime.Faults;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.FunctionalTests.Access;

/// <summary>
/// A <c>UserIdSelector</c> that hangs for one signed-in user, over however many connections, is not closed to the
/// others.
/// </summary>
public sealed class SelectorTests
{
    private const int Requests = 8;

    [Fact]
    public async Task Selector_ThatHangsForOneUserOnManyConnections_AnswersForOthers()
    {
        using var gate = new ManualResetEventSlim();
        var called = 0;
        string? Select(HttpContext context)
        {
            var user = context.User.FindFirst("sub")?.Value;
            if (user != "bad") return user;
            Interlocked.Increment(ref called);
            gate.Wait(CancellationToken.None);
            return user;
        }

        await using var server = await AccessServer.StartAsync(
            o =>
            {
                o.MaxConcurrentCallbacks = 4;
                o.UserIdSelector = Select;
            },
            b => b.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow())));
        var (bad, good) = (server.Tokens.Add("bad"), server.Tokens.Add("user-1"));

        // each on a connection of its own
        var hanging = Enumerable.Range(0, Requests).Select(_ => PollAsync(server, bad)).ToArray();
        await Eventually.HoldsAsync(() => Volatile.Read(ref called) >= 1, "a call that hangs");

        for (var i = 0; i < Requests; i++)
            Assert.Equal(200, await PollAsync(server, good)); // time stands still: none of them is over
        Assert.All(hanging, h => Assert.False(h.IsCompleted));
        Assert.Equal(1, Volatile.Read(ref called));
        gate.Set();
        Assert.All(await Task.WhenAll(hanging), h => Assert.Equal(404, h));
    }

    private static async Task<int> PollAsync(AccessServer server, string token)
    {
        using var answer = await server.SendAsync(HttpMethod.Get, "/api/v1/pipelines/p/progress", token);
        return (int)answer.StatusCode;
    }
}
