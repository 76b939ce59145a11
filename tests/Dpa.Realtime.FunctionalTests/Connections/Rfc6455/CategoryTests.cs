using System.Buffers.Binary;
using System.Text;
using Dpa.Realtime.FunctionalTests.Hosting;
using Dpa.Realtime.Tests.WebSockets;

namespace Dpa.Realtime.FunctionalTests.Connections.Rfc6455;

/// <summary>
/// The categories of the Autobahn suite (sizes, pings, reserved bits and opcodes, fragments, UTF-8, closing) as tables,
/// on both ways out. Each case ends in an echo or a close code.
/// </summary>
public sealed class CategoryTests(CategoryTests.Servers servers) : IClassFixture<CategoryTests.Servers>
{
    private const int LargestMessage = 1 << 20;

    public static TheoryData<bool> Ways => [false, true];

    public static MatrixTheoryData<bool, int> Sizes =>
        new(Ways.Select(w => w.Data), [0, 1, 125, 126, 127, 128, 65_535, 65_536, 65_537, LargestMessage]);

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Text_OfASize_ComesBackHoweverItIsCut(bool isDirect, int size)
    {
        await using var client = await ConnectAsync(isDirect);
        var text = Enumerable.Range(0, size).Select(i => (byte)('a' + (i % 26))).ToArray();
        var frame = ClientFrames.Frame(1, text);

        foreach (var chop in new[] { frame.Length, 997, size < 200 ? 1 : 7919 })
        {
            foreach (var piece in frame.Chunk(chop)) await client.SendAsync(piece);
            Assert.Equal(text, await EchoAsync(client));
        }

        foreach (var fragment in Fragments(text, Math.Max(1, size / 50))) await client.SendAsync(fragment);
        Assert.Equal(text, await EchoAsync(client));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Pings_BetweenAndInsideMessages_AreAnsweredInOrder(bool isDirect)
    {
        await using var client = await ConnectAsync(isDirect);
        var sent = Enumerable.Range(0, 10).Select(i => Enumerable.Repeat((byte)i, i * 125 / 9).ToArray()).ToArray();

        await client.SendAsync([.. sent.SelectMany(p => ClientFrames.Frame(9, p)), .. ClientFrames.Frame(10, [7])]);
        await client.SendAsync([
            .. ClientFrames.Frame(1, "he"u8.ToArray(), isFinal: false), .. ClientFrames.Frame(9, [1]),
            .. ClientFrames.Frame(0, "llo"u8.ToArray()),
        ]);

        foreach (var payload in sent.Append([1])) Assert.Equal(payload, await NextAsync(client, 10));
        Assert.Equal("hello"u8.ToArray(), await EchoAsync(client));
    }

    /// <summary>
    /// What is wrong comes behind a message that is right, and before a ping that is answered no more.
    /// </summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ReservedBitsAndOpcodes_AfterAMessage_CloseWith1002AfterItsEcho(bool isDirect)
    {
        var text = "*"u8.ToArray();
        var wrong = new List<byte[]>();
        foreach (var opcode in new[] { 1, 8, 9, 10 })
            for (var bits = 1; bits <= 7; bits++)
                wrong.Add(ClientFrames.Frame(opcode, opcode == 8 ? [3, 232] : text, reserved: bits));
        foreach (var opcode in new[] { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 })
            foreach (var payload in new[] { [], text }) wrong.Add(ClientFrames.Frame(opcode, payload));

        foreach (var frame in wrong)
        {
            await using var client = await ConnectAsync(isDirect);
            await client.SendAsync([.. ClientFrames.Frame(1, text), .. frame, .. ClientFrames.Frame(9, [])]);
            Assert.Equal(text, await EchoAsync(client));
            Assert.Equal([3, 234], (await client.ReadFrameAsync())?.Payload[..2]);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Utf8_ThatIsRight_ComesBackSplitAnywhere(bool isDirect)
    {
        await using var client = await ConnectAsync(isDirect);
        foreach (var sequence in Utf8Sequences.Valid)
        {
            byte[] text = [.. Utf8Sequences.Before, .. sequence, .. Utf8Sequences.After];
            for (var at = 0; at <= text.Length; at++)
            {
                await client.SendAsync([
                    .. ClientFrames.Frame(1, text[..at], isFinal: false), .. ClientFrames.Frame(0, text[at..]),
                ]);
                Assert.Equal(text, await EchoAsync(client));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Utf8_ThatIsWrong_ClosesWith1007SplitAnywhere(bool isDirect)
    {
        foreach (var sequence in Utf8Sequences.Invalid)
        {
            byte[] text = [.. Utf8Sequences.Before, .. sequence, .. Utf8Sequences.After];
            var begin = Utf8Sequences.Before.Length;
            for (var at = begin; at <= begin + Math.Min(sequence.Length, 6); at++)
            {
                await using var client = await ConnectAsync(isDirect);
                await client.SendAsync([
                    .. ClientFrames.Frame(1, text[..at], isFinal: false), .. ClientFrames.Frame(0, text[at..]),
                ]);
                var code = await client.ReadCloseAsync();
                Assert.True(
                    code == 1007, $"{Convert.ToHexString(sequence)} split at {at - begin} was answered {code}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Close_IsAnsweredOnceAndNothingAfterIt(bool isDirect)
    {
        var reason = Encoding.UTF8.GetBytes(new string('界', 41)); // 123 bytes, the most there is room for
        var codes = Enumerable.Range(1000, 16).Except([1004, 1005, 1006, 1015]).Concat([3000, 3999, 4000, 4999]);
        foreach (var code in codes)
        {
            await using var client = await ConnectAsync(isDirect);
            await client.SendAsync([
                .. ClientFrames.Close(code, reason), .. ClientFrames.Frame(1, [65]), .. ClientFrames.Frame(9, [65]),
                .. ClientFrames.Close(1000),
            ]);
            var (opcode, payload) = (await client.ReadFrameAsync())!.Value;
            Assert.Equal((8, code), (opcode, BinaryPrimitives.ReadUInt16BigEndian(payload)));
            Assert.Null(await client.ReadFrameAsync());
        }
    }

    private static IEnumerable<byte[]> Fragments(byte[] text, int size)
    {
        var pieces = text.Length == 0 ? [[]] : text.Chunk(size).ToArray();
        return pieces.Select((p, i) => ClientFrames.Frame(i == 0 ? 1 : 0, p, isFinal: i == pieces.Length - 1));
    }

    private static Task<byte[]> EchoAsync(RawClient client) => NextAsync(client, 1);

    /// <summary>The next frame, which must be of that kind.</summary>
    private static async Task<byte[]> NextAsync(RawClient client, int opcode)
    {
        var frame = await client.ReadFrameAsync();
        Assert.Equal(opcode, frame?.Opcode);
        return frame!.Value.Payload;
    }

    /// <summary>
    /// For frames that go straight to the socket: after the echo of a first message and the answer to the server's
    /// probe.
    /// </summary>
    private async Task<RawClient> ConnectAsync(bool isDirect)
    {
        var server = isDirect ? servers.Direct : servers.Stream;
        var client = await RawClient.ConnectAsync(
            new UriBuilder(server.Address) { Scheme = "http" }.Uri, "echo", receiveBuffer: 64 * 1024);
        if (!isDirect)
            return client;
        await client.SendAsync(ClientFrames.Frame(1, [65]));
        await EchoAsync(client);
        await client.SendAsync(ClientFrames.Frame(10, await NextAsync(client, 9)));
        return client;
    }

    public sealed class Servers : IAsyncLifetime
    {
        internal EchoServer Stream { get; private set; } = null!;

        internal EchoServer Direct { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            (Stream, Direct) = (
                await EchoServer.StartAsync(LargestMessage), await EchoServer.StartAsync(LargestMessage, isDirect: true)
            );

        public async ValueTask DisposeAsync()
        {
            await Stream.DisposeAsync();
            await Direct.DisposeAsync();
        }
    }
}
