using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dpa.Realtime.Protocol;

/// <summary>One pooled JSON writer a thread, so that encoding a frame allocates only the frame.</summary>
internal sealed class JsonWriting
{
    [ThreadStatic]
    private static JsonWriting? t_instance;

    private readonly PooledBuffer _buffer = new();
    private readonly Utf8JsonWriter _writer;

    // Relaxed escaping keeps Chinese text readable and short; the frames are never put into HTML as they are.
    private JsonWriting() =>
        _writer = new Utf8JsonWriter(
            _buffer,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <summary>How much memory this thread keeps for its next frame.</summary>
    public static int Held => t_instance?._buffer.Capacity ?? 0;

    public static byte[] Encode<TArg>(TArg argument, Action<Utf8JsonWriter, TArg> write)
    {
        var instance = t_instance ?? new JsonWriting();
        t_instance = null; // a nested call gets its own
        try
        {
            instance._writer.Reset(instance._buffer);
            write(instance._writer, argument);
            instance._writer.Flush();
            return instance._buffer.Written.ToArray();
        }
        finally
        {
            instance._buffer.Clear();
            t_instance = instance;
        }
    }
}
