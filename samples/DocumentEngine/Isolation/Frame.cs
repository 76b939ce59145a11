using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DocumentEngine.Isolation;

/// <summary>One frame: its type and its JSON body.</summary>
/// <param name="Type">What it carries.</param>
/// <param name="Body">UTF-8 JSON; may be empty.</param>
public readonly record struct Frame(FrameType Type, ReadOnlyMemory<byte> Body)
{
    // No page of HTML: nothing but JSON's own marks is escaped, which would double what is Chinese.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A frame with a body.</summary>
    public static Frame Of<T>(FrameType type, T body, JsonTypeInfo<T> shape)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Plain))
            JsonSerializer.Serialize(json, body, shape);
        return new(type, bytes.WrittenMemory);
    }

    /// <summary>The body.</summary>
    /// <exception cref="JsonException">The body does not match its type.</exception>
    public T Read<T>(JsonTypeInfo<T> shape) =>
        JsonSerializer.Deserialize(Body.Span, shape) ?? throw new JsonException("The body is null.");
}
