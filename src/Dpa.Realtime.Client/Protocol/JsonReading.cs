using System.Globalization;
using System.Text.Json;

namespace Dpa.Realtime.Client.Protocol;

/// <summary>Fields of a JSON object. Absent, null and of another type all count as absent.</summary>
internal static class JsonReading
{
    public static string? Text(this JsonElement e, string name) =>
        e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;

    /// <summary>A whole number, written without fraction and exponent, from 0.</summary>
    public static long? Count(this JsonElement e, string name) =>
        e.TryGetProperty(name, out var v)
        && v.ValueKind == JsonValueKind.Number
        && v.TryGetInt64(out var number)
        && number >= 0
            ? number
            : null;

    public static double? Number(this JsonElement e, string name) =>
        e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number && v.TryGetDouble(out var number)
            ? number
            : null;

    public static bool Flag(this JsonElement e, string name) =>
        e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.True;

    public static bool Has(this JsonElement e, string name) =>
        e.TryGetProperty(name, out var v) && v.ValueKind != JsonValueKind.Null;

    /// <summary>
    /// A status that this client does not know is read as running, or as cancelled if the object contains <c>ended</c>
    /// (docs/protocol.md#words-that-a-client-does-not-know).
    /// </summary>
    public static PipelineStatus? Status(this JsonElement e, string name = "status")
    {
        if (e.Text(name) is not { } word) return null;
        if (StatusNames.TryParse(word, out var status)) return status;
        return name != "from" && e.Flag("ended") ? PipelineStatus.Cancelled : PipelineStatus.Processing;
    }

    /// <summary>The status as sent, if this client does not know it.</summary>
    public static string? StatusWord(this JsonElement e, string name = "status") =>
        e.Text(name) is { } word && !StatusNames.TryParse(word, out _) ? word : null;

    public static TimeSpan? Milliseconds(this JsonElement e, string name) =>
        e.Number(name) is { } ms and >= 0 and < 1e13 ? TimeSpan.FromMilliseconds(ms) : null;

    public static DateTimeOffset? Time(this JsonElement e, string name) =>
        e.Text(name) is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    public static PipelinePosition? Position(this JsonElement e) =>
        e.Text("epoch") is { } epoch && e.Count("version") is { } version ? new PipelinePosition(epoch, version) : null;

    public static ProgressError? Error(this JsonElement e)
    {
        if (e.TryGetProperty("error_info", out var info) && info.ValueKind == JsonValueKind.Object)
            return new ProgressError(
                info.Text("code") ?? "unknown", info.Text("message") ?? e.Text("error") ?? "",
                info.Text("suggestion") ?? "", info.Flag("retryable"));
        return e.Text("error") is { } text ? new ProgressError("unknown", text) : null;
    }

    /// <summary>Each element read, or null if one cannot be: a list with holes would be a wrong state.</summary>
    public static List<T>? List<T>(this JsonElement e, string name, Func<JsonElement, T?> read)
        where T : class
    {
        if (!e.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array) return null;
        var items = new List<T>(list.GetArrayLength());
        foreach (var element in list.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object || read(element) is not { } item) return null;
            items.Add(item);
        }

        return items;
    }
}
