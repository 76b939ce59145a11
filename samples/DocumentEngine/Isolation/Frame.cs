using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DocumentEngine.Isolation;

/// <summary>One frame: its type and its JSON body.</summary>
/// <param name="Type">What it carries.</param>
/// <param name="Body">UTF-8 JSON; may be empty.</param>
public readonly record struct Frame(FrameType Type, ReadOnlyMemory<byte> Body)
{
    /// <summary>A frame with a body.</summary>
    public static Frame Of<T>(FrameType type, T body, JsonTypeInfo<T> shape) => new(type, JsonSerializer.SerializeToUtf8Bytes(body, shape));

    /// <summary>The body.</summary>
    /// <exception cref="JsonException">It is not what its type says.</exception>
    public T Read<T>(JsonTypeInfo<T> shape) => JsonSerializer.Deserialize(Body.Span, shape) ?? throw new JsonException("The body is null.");
}
