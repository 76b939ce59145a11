using System.Text;
using System.Text.Json;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>The body of an answer to a poll of many (docs/protocol.md#the-same-state-over-http), written piece by
/// piece.</summary>
internal sealed class BulkAnswer(HttpContext http, AnswerBody body)
{
    private static readonly byte[] Opening = [.. "{\"pipelines\":["u8];
    private static readonly byte[] Comma = [.. ","u8];

    /// <summary>
    /// Whether some of it is written, though perhaps not sent: nothing else can be answered any more.
    /// </summary>
    public bool HasBegun { get; private set; }

    /// <summary>What is not there, or not for the caller.</summary>
    public List<string> Missing { get; } = [];

    /// <summary>Pipelines for which the application cannot decide access now.</summary>
    public List<string> Unknown { get; } = [];

    /// <param name="state">One state, encoded.</param>
    /// <returns>False where the client was cut off, because it does not take it.</returns>
    public async ValueTask<bool> WriteAsync(byte[] state) =>
        await body.WriteAsync(HasBegun ? Comma : Begin()).ConfigureAwait(false)
        && await body.WriteAsync(state).ConfigureAwait(false);

    /// <param name="named">What was no id, or beyond the limit.</param>
    /// <param name="left">How many of the user's own were left out.</param>
    public async ValueTask EndAsync(NamedPipelines named, int left)
    {
        byte[] end = HasBegun ? [.. "],"u8] : [.. Begin(), .. "],"u8];
        var rest = JsonWriting.Encode((Missing, Unknown, named, left), static (w, a) =>
        {
            w.WriteStartObject();
            Ids(w, "not_found", a.Missing);
            if (a.Unknown.Count > 0) Ids(w, "unavailable", a.Unknown);
            if (a.named.Invalid + a.named.Excess.Count + a.left > 0) WriteErrors(w, a.named, a.left);
            w.WriteEndObject();
        });
        byte[] all = [.. end, .. rest.AsSpan(1)]; // the object has been opened already
        if (await body.WriteAsync(all).ConfigureAwait(false)) await body.FlushAsync().ConfigureAwait(false);
    }

    /// <param name="next">Of a page of a list: the cursor of the next one, or null at the end.</param>
    public async ValueTask EndListAsync(string? next)
    {
        // A cursor's characters need no escaping.
        var end = Encoding.ASCII.GetBytes(next is null ? "]}" : $"],\"next\":\"{next}\"}}");
        byte[] all = HasBegun ? end : [.. Begin(), .. end];
        if (await body.WriteAsync(all).ConfigureAwait(false)) await body.FlushAsync().ConfigureAwait(false);
    }

    private static void WriteErrors(Utf8JsonWriter w, NamedPipelines named, int left)
    {
        w.WriteStartArray("errors");
        if (named.Invalid > 0) Error(w, ErrorCode.InvalidPipelineId, null, []);
        if (named.Excess.Count > 0)
            Error(
                w, ErrorCode.TooManySubscriptions,
                named.Unnamed > 0 ? $"Beyond the limit are these and {named.Unnamed} more." : null, named.Excess);
        if (left > 0)
            Error(w, ErrorCode.TooManySubscriptions, $"{left} more pipelines of this user were left out.", []);
        w.WriteEndArray();
    }

    private static void Error(Utf8JsonWriter w, ErrorCode code, string? message, List<string> ids)
    {
        w.WriteStartObject();
        w.WriteString("code", code.Name);
        w.WriteString("message", message ?? code.Message);
        w.WriteString("suggestion", code.Suggestion);
        if (ids.Count > 0) Ids(w, "pipeline_ids", ids);
        w.WriteEndObject();
    }

    private static void Ids(Utf8JsonWriter w, string name, List<string> ids)
    {
        w.WriteStartArray(name);
        foreach (var id in ids) w.WriteStringValue(id);
        w.WriteEndArray();
    }

    private byte[] Begin()
    {
        HasBegun = true;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        return Opening;
    }
}
