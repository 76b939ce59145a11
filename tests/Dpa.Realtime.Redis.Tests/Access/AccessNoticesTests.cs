using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Tests.Worlds;
using Dpa.Realtime.Specification;

namespace Dpa.Realtime.Redis.Tests.Access;

/// <summary>What is said of access reaches a node that no message reaches.</summary>
public sealed class AccessNoticesTests : NodesTest
{
    private RedisNode? _speaking;

    /// <summary>A node that was cut off for longer than notices are kept cannot know what it missed.</summary>
    [Fact]
    public async Task Away_ForLongerThanNoticesAreKept_IsSaidOnce()
    {
        var (node, ear) = await NodeAsync();
        await HeardAsync(node, ear, "a"); // it has looked

        Pass(TimeSpan.FromMinutes(13));
        await HeardAsync(node, ear, "b");
        Assert.Equal(0, ear.AccessMissed);

        Pass(TimeSpan.FromMinutes(16));
        await Eventually.HoldsAsync(() => ear.AccessMissed > 0, "the node says that it may have missed something");
        await HeardAsync(node, ear, "c");
        Assert.Equal(1, ear.AccessMissed);
    }

    /// <summary>Another node says something, and this one has read it with a look of its own after that.</summary>
    private async Task HeardAsync(RedisNode node, RecordingReceiver ear, string pipelineId)
    {
        _speaking ??= (await NodeAsync()).Node;
        await _speaking.Backplane.RevokeAsync("user-2", pipelineId, Ct);
        await Eventually.HoldsAsync(() => ear.Revoked.Contains(("user-2", pipelineId)), "what was said");
        // Looks before it answers.
        await node.Backplane.IssueTicketAsync(pipelineId, "user-2", default, TimeSpan.FromMinutes(1), Ct);
    }

    [Fact]
    public async Task Revoke_WhereANodeHearsNoMessages_IsReadByIt()
    {
        await using var server = await RedisServer.StartAsync();
        await server.CommandAsync("ACL", "SETUSER", "deaf", "on", ">pw", "~*", "resetchannels", "+@all");
        var (speaking, _) = await NodeAsync(server.Address);
        var (_, ear) = await NodeAsync($"{server.Address},user=deaf,password=pw");

        await speaking.Backplane.RevokeAsync("user-2", "p", Ct);
        await speaking.Backplane.CloseUserAsync("user-3", "signed out", Ct);

        await Eventually.HoldsAsync(() => !ear.Closed.IsEmpty, "the deaf node reads what was said");
        Assert.Equal([("user-2", "p")], ear.Revoked);
        Assert.Equal([("user-3", "signed out")], ear.Closed);
    }
}
