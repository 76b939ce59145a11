using System.Text;
using System.Text.Json;

namespace Dpa.Realtime.Protocol;

/// <summary>Parses a client's messages. Every refusal names the field and never echoes the client's text.</summary>
internal static partial class ClientMessageParser
{
    private const int MaxRequestId = 128;
    private const int MaxTimestamp = 64;
    private const int MaxInvalidIds = 16; // each is answered: one message must not ask for megabytes of errors

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    private static readonly Dictionary<string, ClientMessageType> Types = new(StringComparer.Ordinal)
    {
        ["subscribe_pipeline"] = ClientMessageType.SubscribePipeline,
        ["unsubscribe_pipeline"] = ClientMessageType.UnsubscribePipeline,
        ["subscribe_user"] = ClientMessageType.SubscribeUser,
        ["unsubscribe_user"] = ClientMessageType.UnsubscribeUser,
        ["subscribe_query"] = ClientMessageType.SubscribeQuery,
        ["unsubscribe_query"] = ClientMessageType.UnsubscribeQuery,
        ["get_status"] = ClientMessageType.GetStatus,
        ["control"] = ClientMessageType.Control,
        ["authenticate"] = ClientMessageType.Authenticate,
        ["ping"] = ClientMessageType.Ping,
        ["pong"] = ClientMessageType.Pong,
    };

    /// <summary>The message, or the error frame that answers it.</summary>
    /// <param name="utf8">One message.</param>
    /// <param name="maxIds">How many pipelines it may name; further ones are only counted.</param>
    public static (ClientMessage? Message, byte[]? Error) Parse(ReadOnlyMemory<byte> utf8, int maxIds)
    {
        string? requestId = null;
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return (null, FrameCodec.Error(ErrorCode.InvalidJson));
            requestId = RequestId(root);
            if (!root.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
                throw new FieldException("type", "a text");
            return Types.TryGetValue(type.GetString()!, out var known)
                ? (Read(known, root, requestId, maxIds), null)
                : (null, FrameCodec.Error(ErrorCode.UnknownType, requestId: requestId));
        }
        catch (FieldException e)
        {
            return (null, FrameCodec.Error(ErrorCode.InvalidMessage, e.Message, requestId));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // InvalidOperationException: a text with a lone surrogate cannot become a .NET string.
            return (null, FrameCodec.Error(ErrorCode.InvalidJson, requestId: requestId));
        }
    }

    /// <summary>A control request that came over HTTP, for the pipeline in its address.</summary>
    /// <returns>The message, or what is wrong with it; null for no JSON object.</returns>
    public static (ClientMessage? Message, string? Wrong) ParseControl(ReadOnlyMemory<byte> utf8, string pipelineId)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return (null, null);
            var message = new ClientMessage
            {
                Type = ClientMessageType.Control, RequestId = RequestId(root), PipelineIds = [pipelineId],
            };
            return (WithAction(message, root), null);
        }
        catch (FieldException e)
        {
            return (null, e.Message);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return (null, null);
        }
    }

    private static ClientMessage Read(ClientMessageType type, JsonElement root, string? requestId, int maxIds)
    {
        var message = new ClientMessage { Type = type, RequestId = requestId };
        return type switch
        {
            ClientMessageType.SubscribePipeline => WithPositions(WithIds(message, root, maxIds), root) with
            {
                Detail = Detail(root), MaxHz = MaxHz(root), Wait = Flag(root, "wait"),
            },
            ClientMessageType.UnsubscribePipeline => WithIds(message, root, maxIds),
            ClientMessageType.SubscribeUser => message with { Detail = Detail(root), MaxHz = MaxHz(root) },
            ClientMessageType.SubscribeQuery => WithQuery(message, root) with { MaxHz = MaxHz(root) },
            ClientMessageType.UnsubscribeQuery => message with { QueryId = QueryId(root) },
            ClientMessageType.Control => WithAction(
                WithIds(message, root, Math.Min(maxIds, WireBounds.MaxControlIds)), root),
            ClientMessageType.Authenticate => message with
            {
                Ticket = Text(root, "ticket") ?? throw new FieldException("ticket", "a text"),
            },
            ClientMessageType.Ping or ClientMessageType.Pong => message with { Timestamp = Timestamp(root) },
            _ => message,
        };
    }

    private static ClientMessage WithIds(ClientMessage message, JsonElement root, int maxIds)
    {
        var ids = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        var (invalid, excess) = (0, 0);
        void Take(JsonElement e)
        {
            if (e.ValueKind != JsonValueKind.String || e.GetString() is not { } id || !WireBounds.IsPipelineId(id))
                invalid++;
            else if (ids.Count < maxIds)
                ids.TryAdd(id, true);
            else if (!ids.ContainsKey(id))
                excess++;
        }

        if (root.TryGetProperty("pipeline_ids", out var many) && many.ValueKind != JsonValueKind.Null)
        {
            if (many.ValueKind != JsonValueKind.Array) throw new FieldException("pipeline_ids", "an array of ids");
            foreach (var e in many.EnumerateArray()) Take(e);
        }

        if (root.TryGetProperty("pipeline_id", out var one) && one.ValueKind != JsonValueKind.Null)
            Take(one);
        if (ids.Count == 0 && invalid == 0)
            throw new FieldException("pipeline_id", "an id, or pipeline_ids an array of ids");
        return message with
        {
            PipelineIds = [.. ids.Keys], InvalidIds = Math.Min(invalid, MaxInvalidIds), ExcessIds = excess,
        };
    }

    private static ClientMessage WithPositions(ClientMessage message, JsonElement root)
    {
        var positions = new Dictionary<string, PipelinePosition>(StringComparer.Ordinal);
        if (root.TryGetProperty("positions", out var many) && many.ValueKind != JsonValueKind.Null)
        {
            if (many.ValueKind != JsonValueKind.Object)
                throw new FieldException("positions", "an object of {epoch, version} by pipeline id");
            foreach (var property in many.EnumerateObject())
                if (property.Value.ValueKind != JsonValueKind.Null)
                    positions[property.Name] = Position(property.Value, "positions");
        }

        if (root.TryGetProperty("since", out var since) && since.ValueKind != JsonValueKind.Null)
        {
            if (message.PipelineIds.Count > 1)
                throw new FieldException("since", "used with one pipeline; use positions for several");
            var held = Position(since, "since");
            if (message.PipelineIds.Count == 1)
                positions[message.PipelineIds[0]] = held; // else the answer is about the id
        }

        return message with { Positions = positions };
    }

    private static PipelinePosition Position(JsonElement e, string field)
    {
        if (
            e.ValueKind != JsonValueKind.Object
            || !e.TryGetProperty("epoch", out var epoch)
            || epoch.ValueKind != JsonValueKind.String
            || epoch.GetString() is not { Length: <= 64 } text
            || !e.TryGetProperty("version", out var version)
            || version.ValueKind != JsonValueKind.Number
            || !version.TryGetInt64(out var number)
            || number is < 0 or > WireBounds.MaxVersion)
            throw new FieldException(field, "{epoch: a text, version: a whole number from 0 to 2^53-1}");
        return new PipelinePosition(text, number);
    }

    private static SubscriptionDetail Detail(JsonElement root) => Text(root, "detail") switch
    {
        null or "stages" => SubscriptionDetail.Stages,
        "pipeline" => SubscriptionDetail.Pipeline,
        "summary" => SubscriptionDetail.Summary,
        _ => throw new FieldException("detail", "\"stages\", \"pipeline\" or \"summary\""),
    };

    private static double MaxHz(JsonElement root)
    {
        if (!root.TryGetProperty("max_hz", out var e) || e.ValueKind == JsonValueKind.Null)
            return 0;
        return e.ValueKind == JsonValueKind.Number && e.TryGetDouble(out var hz) && hz is >= 0.1 and <= 60
            ? hz
            : throw new FieldException("max_hz", "a number from 0.1 to 60");
    }

    private static PipelineControls Action(JsonElement root) =>
        ControlNames.TryParse(Text(root, "action"), out var action)
            ? action
            : throw new FieldException("action", "\"cancel\", \"interrupt\", \"resume\", \"retry\" or \"answer\"");

    private static ClientMessage WithAction(ClientMessage message, JsonElement root)
    {
        message = message with
        {
            Action = Action(root), Reason = WireBounds.Cut(Text(root, "reason"), WireBounds.MaxMessage),
        };
        if (message.Action != ControlNames.Answer) return message;
        if (message.PipelineIds.Count + message.InvalidIds + message.ExcessIds > 1)
            throw new FieldException("pipeline_id", "one id with the action \"answer\"");
        return message with
        {
            QuestionId = WireBounds.IsPipelineId(Text(root, "question_id"))
                ? Text(root, "question_id")
                : throw new FieldException("question_id", "the id of the pipeline's question"),
            Answer = Answer(root),
        };
    }

    private static string Answer(JsonElement root)
    {
        if (root.TryGetProperty("answer", out var e) && e.ValueKind != JsonValueKind.Null)
        {
            var bytes = JsonWriting.Encode(e, static (w, a) => a.WriteTo(w));
            if (bytes.Length <= WireBounds.MaxAnswerBytes) return Encoding.UTF8.GetString(bytes);
        }

        throw new FieldException("answer", $"a JSON value of at most {WireBounds.MaxAnswerBytes} bytes");
    }

    private static bool Flag(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var e))
            return false;
        return e.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null
            ? e.ValueKind == JsonValueKind.True
            : throw new FieldException(name, "true or false");
    }

    private static string? Text(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var e) || e.ValueKind == JsonValueKind.Null) return null;
        return e.ValueKind == JsonValueKind.String ? e.GetString() : throw new FieldException(name, "a text");
    }

    private static string? RequestId(JsonElement root) =>
        Text(root, "request_id") is not { } id ? null
        : id.Length <= MaxRequestId ? id
        : throw new FieldException("request_id", "at most 128 characters");

    private static JsonElement? Timestamp(JsonElement root) =>
        root.TryGetProperty("timestamp", out var e) && e.ValueKind switch
        {
            JsonValueKind.Number => e.GetRawText().Length,
            JsonValueKind.String => e.GetString()!.Length,
            _ => int.MaxValue,
        } <= MaxTimestamp ? e.Clone() : null;

    private sealed class FieldException(string field, string expected) : Exception($"'{field}' must be {expected}.");
}
