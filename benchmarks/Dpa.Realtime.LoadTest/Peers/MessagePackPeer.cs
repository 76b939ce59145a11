using System.Text;
using Dpa.Realtime.LoadTest.Load;

namespace Dpa.Realtime.LoadTest.Peers;

/// <summary>SignalR with its MessagePack protocol: the same hub, smaller messages.</summary>
internal sealed class MessagePackPeer : SignalRPeer, IPeer
{
    public override string Name => "signalr-messagepack";

    public override void AddServices(IServiceCollection services, LoadTestOptions options) =>
        Add(services, options).AddMessagePackProtocol();

    /// <summary>The handshake is JSON; what follows is an invocation (type 1) of <c>Subscribe</c>, by hand.</summary>
    IEnumerable<byte[]> IPeer.OpeningFrames(int pipeline)
    {
        byte[] call = [0x96, 1, 0x80, .. Text("1"), .. Text("Subscribe"), 0x91, .. Text($"load-{pipeline}"), 0x90];
        yield return FrameWriter.Write(
            FrameWriter.Text, """{"protocol":"messagepack","version":1}"""u8.ToArray().Append((byte)0x1e).ToArray());
        yield return FrameWriter.Write(FrameWriter.Binary, [(byte)call.Length, .. call]);
    }

    /// <summary>A completion (type 3) of the invocation "1", without headers.</summary>
    public override bool IsSubscribed(ReadOnlySpan<byte> message) =>
        message.IndexOf<byte>([3, 0x80, 0xa1, (byte)'1']) >= 0;

    /// <summary>A text of fewer than 32 bytes.</summary>
    private static byte[] Text(string text) => [(byte)(0xa0 | text.Length), .. Encoding.ASCII.GetBytes(text)];
}
