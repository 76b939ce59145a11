using System.Security.Cryptography;
using System.Text;
using Dpa.Realtime.Codecs;

namespace Dpa.Realtime.Redis.Messages;

// The folder Messages: what nodes send to each other on channels. It guarantees that a message is recognized, before
// anything is done with it, if no node sent it, if it belongs to another channel or if another version wrote it. Such a
// message causes at most a read of the entry.

/// <summary>
/// The frame around each message: format, a keyed digest over channel and content, the sending node, the kind.
/// </summary>
internal readonly record struct Envelope(MessageKind Kind, string Node, ReadOnlyMemory<byte> Content)
{
    private const byte Format = 1;
    private const int DigestLength = 16; // of HMAC-SHA-256: 128 bits are enough against forging (RFC 2104 section 5)
    private const int Overhead = 1 + DigestLength;
    private const int MaxLength = 1024 * 1024;

    public static byte[] Seal(byte[] secret, string channel, MessageKind kind, string node, ReadOnlySpan<byte> content)
    {
        var w = new ByteWriter();
        w.Byte((byte)kind);
        w.Text(node);
        w.Bytes(content);
        var body = w.ToArray();
        var message = new byte[Overhead + body.Length];
        message[0] = Format;
        body.CopyTo(message, Overhead);
        Digest(secret, channel, body, message.AsSpan(1, DigestLength));
        return message;
    }

    /// <returns>Why the message is rejected, or null.</returns>
    public static string? TryOpen(byte[] secret, string channel, ReadOnlyMemory<byte> message, out Envelope envelope)
    {
        envelope = default;
        if (message.Length is <= Overhead or > MaxLength) return "malformed";
        if (message.Span[0] != Format) return "format";
        var body = message[Overhead..];
        Span<byte> digest = stackalloc byte[DigestLength];
        Digest(secret, channel, body.Span, digest);
        if (!CryptographicOperations.FixedTimeEquals(digest, message.Span.Slice(1, DigestLength))) return "signature";
        var reader = new ByteReader(body.Span);
        var kind = (MessageKind)reader.Byte();
        envelope = new Envelope(kind, reader.Text(), reader.Bytes().ToArray());
        return null;
    }

    private static void Digest(byte[] secret, string channel, ReadOnlySpan<byte> body, Span<byte> digest)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var name = Encoding.UTF8.GetBytes(channel);
        var signed = new byte[name.Length + 1 + body.Length];
        // a zero byte is in no channel's name, so name and body cannot be moved against each other
        name.CopyTo(signed, 0);
        body.CopyTo(signed.AsSpan(name.Length + 1));
        HMACSHA256.HashData(secret, signed, whole);
        whole[..DigestLength].CopyTo(digest);
    }
}
