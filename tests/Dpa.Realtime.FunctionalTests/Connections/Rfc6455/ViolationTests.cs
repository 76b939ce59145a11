using System.Text;
using Dpa.Realtime.FunctionalTests.Hosting;
using Dpa.Realtime.Tests.WebSockets;

namespace Dpa.Realtime.FunctionalTests.Connections.Rfc6455;

/// <summary>What a client must not send: the right close code reaches it, and the server goes on.</summary>
public sealed class ViolationTests(ViolationTests.OneServer one) : IClassFixture<ViolationTests.OneServer>
{
    public static TheoryData<string, byte[], int> Violations()
    {
        var text = Encoding.UTF8.GetBytes("{\"type\":\"ping\"}");
        var cases = new TheoryData<string, byte[], int>
        {
            { "text not masked", ClientFrames.Frame(1, text, isMasked: false), 1002 },
            { "ping not masked", ClientFrames.Frame(9, [], isMasked: false), 1002 },
            { "close not masked", ClientFrames.Frame(8, [3, 232], isMasked: false), 1002 },
            { "binary", ClientFrames.Frame(2, [1]), 1003 },
            { "empty binary", ClientFrames.Frame(2, []), 1003 },
            { "fragmented binary", ClientFrames.Frame(2, [1], isFinal: false), 1003 },
            { "continuation of nothing", ClientFrames.Frame(0, text), 1002 },
            { "continuation of nothing, not final", ClientFrames.Frame(0, text, isFinal: false), 1002 },
            {
                "continuation after a whole message",
                [.. ClientFrames.Frame(1, text), .. ClientFrames.Frame(0, text)],
                1002
            },
            {
                "text inside a text",
                [.. ClientFrames.Frame(1, text, isFinal: false), .. ClientFrames.Frame(1, text)],
                1002
            },
            {
                "binary inside a text",
                [.. ClientFrames.Frame(1, text, isFinal: false), .. ClientFrames.Frame(2, text)],
                1002
            },
            { "fragmented ping", ClientFrames.Frame(9, [1], isFinal: false), 1002 },
            { "fragmented pong", ClientFrames.Frame(10, [1], isFinal: false), 1002 },
            { "fragmented close", ClientFrames.Frame(8, [3, 232], isFinal: false), 1002 },
            { "ping of 126 bytes", ClientFrames.Frame(9, new byte[126]), 1002 },
            { "pong of 126 bytes", ClientFrames.Frame(10, new byte[126]), 1002 },
            { "close of 126 bytes", ClientFrames.Frame(8, new byte[126]), 1002 },
            { "close of one byte", ClientFrames.Frame(8, [3]), 1002 },
            { "close with a reason that is no UTF-8", ClientFrames.Close(1000, [0xFF]), 1007 },
            { "no UTF-8", ClientFrames.Frame(1, [0xFF, 0xFE]), 1007 },
            { "overlong form", ClientFrames.Frame(1, [0xC0, 0xAF]), 1007 },
            { "surrogate", ClientFrames.Frame(1, [0xED, 0xA0, 0x80]), 1007 },
            { "above U+10FFFF", ClientFrames.Frame(1, [0xF4, 0x90, 0x80, 0x80]), 1007 },
            { "unfinished character", ClientFrames.Frame(1, [0xE4, 0xB8]), 1007 },
            {
                "unfinished character over fragments",
                [.. ClientFrames.Frame(1, [0xE4], isFinal: false), .. ClientFrames.Frame(0, [0x41])],
                1007
            },
            { "no UTF-8 in a fragment that is not the last", ClientFrames.Frame(1, [0xFF], isFinal: false), 1007 },
            {
                "2^63-1 bytes announced",
                [0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0],
                1009
            },
            {
                "highest bit of the length",
                [0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0],
                1002
            },
            { "one byte over the limit", ClientFrames.Frame(1, new byte[(64 * 1024) + 1]), 1009 },
            {
                "over the limit in fragments",
                [
                    .. ClientFrames.Frame(1, new byte[60_000], isFinal: false),
                    .. ClientFrames.Frame(0, new byte[10_000]),
                ],
                1009
            },
        };
        foreach (var bit in new[] { 1, 2, 4, 7 })
            cases.Add($"reserved bits {bit}", ClientFrames.Frame(1, text, reserved: bit), 1002);
        foreach (var opcode in new[] { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 })
            cases.Add($"reserved opcode {opcode}", ClientFrames.Frame(opcode, []), 1002);
        foreach (var code in new[] { 0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535 })
            cases.Add($"close code {code}", ClientFrames.Close(code), 1002);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task Violation_ClosesWithItsCode(string name, byte[] bytes, int code)
    {
        Assert.NotEmpty(name);
        await using var client = await RawClient.ConnectAsync(one.Server, $"user-{Guid.NewGuid():N}");

        await client.SendAsync(bytes);

        Assert.Equal(code, await client.ReadCloseAsync());
    }

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task Violation_OnceFramesGoStraightToTheSocket_ClosesWithItsCode(string name, byte[] bytes, int code)
    {
        Assert.NotEmpty(name);
        await using var client = await RawClient.ConnectAsync(one.Server, $"user-{Guid.NewGuid():N}");
        await client.AnswerPingAsync();

        await client.SendAsync(bytes);

        Assert.Equal(code, await client.ReadCloseAsync());
    }

    public sealed class OneServer : IAsyncLifetime
    {
        internal RealtimeServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await RealtimeServer.StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
