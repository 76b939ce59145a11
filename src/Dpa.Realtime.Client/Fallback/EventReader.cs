using System.Runtime.CompilerServices;

namespace Dpa.Realtime.Client.Fallback;

/// <summary>
/// Reads the data of server-sent events (HTML standard, section 9.2). Ids, names and comments are ignored: positions
/// are in the frames themselves.
/// </summary>
internal static class EventReader
{
    /// <summary>A full state has at most 256 KiB; data this long is no event.</summary>
    private const int MaxEventBytes = 4 * 1024 * 1024;

    /// <summary>Each event's data; its bytes are valid until the next event is requested.</summary>
    /// <param name="stream">The answer.</param>
    /// <param name="received">Called with each read that brought something, an event or a part of one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">An event is too long.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream, Action received,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (buffer, start, end) = (new byte[16 * 1024], 0, 0);
        var data = new MemoryStream();
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length < 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
                if (end == buffer.Length) Array.Resize(ref buffer, Grown(end));
                var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
                if (read == 0) yield break; // an incomplete event is ignored
                received();
                end += read;
                continue;
            }

            var line = buffer.AsMemory(start, length);
            start += length + 1;
            if (line.Span.EndsWith("\r"u8)) line = line[..^1];
            if (line.IsEmpty)
            {
                if (data.Length > 0) yield return data.GetBuffer().AsMemory(0, (int)data.Length);
                data.SetLength(0);
            }
            else if (line.Span.StartsWith("data:"u8))
            {
                Append(data, line.Span[5..]);
            }
        }
    }

    private static void Append(MemoryStream data, ReadOnlySpan<byte> value)
    {
        if (data.Length > 0) data.WriteByte((byte)'\n');
        data.Write(value.StartsWith(" "u8) ? value[1..] : value);
        Grown((int)data.Length);
    }

    private static int Grown(int length) =>
        length < MaxEventBytes ? length * 2 : throw new IOException("The event is too long.");
}
