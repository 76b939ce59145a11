using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DocumentPipelineHost.Languages;

/// <summary>
/// Times as the protocol writes them: UTC with <c>Z</c>, always to the millisecond, so that they sort as text.
/// </summary>
internal sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
}
