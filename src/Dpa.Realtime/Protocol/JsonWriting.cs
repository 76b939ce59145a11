using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dpa.Realtime.Protocol;

/// <summary>One pooled JSON writer a thread, so that encoding a frame allocates only the frame.</summary>
internal sealed class JsonWriting
{
    [ThreadStatic]
    private static JsonWriting? t_instance;

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _writer;

    // Relaxed escaping keeps Chinese text readable and short; the frames are never put into HTML as they are.
    private JsonWriting() => _writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public static byte[] Encode<TArg>(TArg argument, Action<Utf8JsonWriter, TArg> write)
    {
        var instance = t_instance ?? new JsonWriting();
        t_instance = null; // a nested call gets its own
        instance._buffer.ResetWrittenCount();
        instance._writer.Reset(instance._buffer);
        write(instance._writer, argument);
        instance._writer.Flush();
        var bytes = instance._buffer.WrittenSpan.ToArray();
        t_instance = instance;
        return bytes;
    }
}
