using System.Text.Json;

namespace Dpa.Realtime.Protocol;

/// <summary>
/// The time to the end and its range, both ways (docs/protocol.md#the-time-to-the-end). Times are whole milliseconds.
/// </summary>
internal static class EstimateJson
{
    public static void Write(Utf8JsonWriter w, in Estimate estimate) =>
        Write(w, estimate, "eta_low_ms", "eta_high_ms");

    /// <summary>As the short frame of a stage has it.</summary>
    public static void WriteShort(Utf8JsonWriter w, in Estimate estimate) => Write(w, estimate, "low", "high");

    public static Estimate Read(JsonElement e)
    {
        if (Time(e, "eta_ms") is not { } left) return default;
        return Time(e, "eta_low_ms") is { } low && Time(e, "eta_high_ms") is { } high
            ? new Estimate(left, low, high)
            : new Estimate(left, null, null);
    }

    private static void Write(Utf8JsonWriter w, in Estimate estimate, string low, string high)
    {
        if (estimate.Left is not { } left) return;
        w.WriteNumber("eta_ms", (long)left.TotalMilliseconds);
        if (estimate is not { Low: { } from, High: { } to }) return;
        w.WriteNumber(low, (long)from.TotalMilliseconds);
        w.WriteNumber(high, (long)to.TotalMilliseconds);
    }

    private static TimeSpan? Time(JsonElement e, string name) =>
        e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number
            ? TimeSpan.FromMilliseconds(v.GetInt64())
            : null;
}
