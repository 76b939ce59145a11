using System.Text;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Hosting;
using Dpa.Realtime.Tests.WebSockets;

namespace Dpa.Realtime.FunctionalTests.Connections.Rfc6455;

/// <summary>What a client may send, however oddly it is cut.</summary>
public sealed class ConformanceTests(ViolationTests.OneServer one) : IClassFixture<ViolationTests.OneServer>
{
    private static readonly byte[] Message = Encoding.UTF8.GetBytes("{\"type\":\"ping\",\"timestamp\":\"时间\"}");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    public async Task Ping_AnyLength_IsAnsweredWithItsPayload(int length)
    {
        await using var client = await ConnectAsync();
        var payload = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();

        await client.SendAsync(ClientFrames.Frame(9, payload));

        Assert.Equal(payload, await NextAsync(client, 10));
    }

    [Fact]
    public async Task Pong_Unasked_IsIgnored()
    {
        await using var client = await ConnectAsync();

        await client.SendAsync([.. ClientFrames.Frame(10, [1, 2, 3]), .. ClientFrames.Frame(1, Message)]);

        Assert.Equal("pong", await TypeAsync(client));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(30)]
    public async Task Message_InFragmentsWithPingsBetween_IsOneMessage(int size)
    {
        await using var client = await ConnectAsync();
        var fragments = Message.Chunk(size).ToArray(); // through the middle of characters
        for (var i = 0; i < fragments.Length; i++)
        {
            await client.SendAsync(
                ClientFrames.Frame(i == 0 ? 1 : 0, fragments[i], isFinal: i == fragments.Length - 1));
            if (i < fragments.Length - 1)
                await client.SendAsync(ClientFrames.Frame(9, [(byte)i]));
        }

        for (var i = 0; i < fragments.Length - 1; i++) Assert.Equal([(byte)i], await NextAsync(client, 10));
        Assert.Equal("pong", await TypeAsync(client));
    }

    [Fact]
    public async Task Message_ByteByByteOnTheLine_IsOneMessage()
    {
        await using var client = await ConnectAsync();

        foreach (var b in ClientFrames.Frame(1, Message)) await client.SendAsync([b]);

        Assert.Equal("pong", await TypeAsync(client));
    }

    [Fact]
    public async Task Message_EmptyAndWithEmptyFragments_IsAnswered()
    {
        await using var client = await ConnectAsync();

        await client.SendAsync(ClientFrames.Frame(1, []));
        Assert.Equal("error", await TypeAsync(client));
        await client.SendAsync([
            .. ClientFrames.Frame(1, [], isFinal: false), .. ClientFrames.Frame(0, [], isFinal: false),
            .. ClientFrames.Frame(0, Message),
        ]);
        Assert.Equal("pong", await TypeAsync(client));
    }

    [Fact]
    public async Task Messages_ManyInOneSegment_AreAllAnswered()
    {
        await using var client = await ConnectAsync();

        await client.SendAsync([.. Enumerable.Repeat(ClientFrames.Frame(1, Message), 20).SelectMany(f => f)]);

        for (var i = 0; i < 20; i++) Assert.Equal("pong", await TypeAsync(client));
    }

    [Fact]
    public async Task Message_AtTheLimit_IsServed()
    {
        await using var client = await ConnectAsync();

        await client.SendAsync(
            ClientFrames.Frame(
                1, Encoding.UTF8.GetBytes("{\"type\":\"ping\",\"x\":\"" + new string('x', (64 * 1024) - 22) + "\"}")));

        Assert.Equal("pong", await TypeAsync(client));
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1001, 1001)]
    [InlineData(1003, 1003)]
    [InlineData(1011, 1011)]
    [InlineData(1012, 1012)]
    [InlineData(3000, 3000)]
    [InlineData(4999, 4999)]
    public async Task Close_IsAnsweredWithItsCode(int code, int answer)
    {
        await using var client = await ConnectAsync();

        await client.SendAsync(ClientFrames.Close(code, Encoding.UTF8.GetBytes("再见")));

        Assert.Equal(answer, await client.ReadCloseAsync());
        Assert.Null(await client.ReadFrameAsync());
    }

    [Fact]
    public async Task Close_WithoutACode_IsAnswered()
    {
        await using var client = await ConnectAsync();

        await client.SendAsync(ClientFrames.Frame(8, []));

        Assert.Equal(1000, await client.ReadCloseAsync());
    }

    [Fact]
    public async Task Message_BegunAndNotEnded_IsClosedInTime()
    {
        await using var client = await ConnectAsync();

        await client.SendAsync(ClientFrames.Frame(1, Message, isFinal: false));

        Assert.Equal(1008, await client.ReadCloseAsync()); // after 10 s
    }

    [Theory]
    [InlineData("Sec-WebSocket-Version: 12", 426)]
    [InlineData("Sec-WebSocket-Key: short", 400)]
    public async Task Handshake_Wrong_IsRefused(string header, int status)
    {
        using var http = new HttpClient { BaseAddress = one.Server.Http };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/ws/user-1");
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");
        var (name, value) = (header.Split(": ")[0], header.Split(": ")[1]);
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 426) Assert.Equal("13", answer.Headers.GetValues("Sec-WebSocket-Version").Single());
    }

    private Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(one.Server, $"user-{Guid.NewGuid():N}");

    private static async Task<byte[]> NextAsync(RawClient client, int opcode)
    {
        using var wait = new Wait($"a frame {opcode}");
        while (await client.ReadFrameAsync(wait) is var (next, payload))
            if (next == opcode) return payload;
        throw wait.Ended("The server ended the line");
    }

    /// <summary>The type of the next text frame that is not the greeting.</summary>
    private static async Task<string> TypeAsync(RawClient client)
    {
        var type = (string)JsonNode.Parse(await NextAsync(client, 1))!["type"]!;
        return type == "connection" ? (string)JsonNode.Parse(await NextAsync(client, 1))!["type"]! : type;
    }
}
