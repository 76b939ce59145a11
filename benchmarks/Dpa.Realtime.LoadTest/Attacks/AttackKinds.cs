using System.Text;

namespace Dpa.Realtime.LoadTest.Attacks;

/// <summary>
/// What one signed-in user can do to a node, by name; each with connections or requests of one kind over and over.
/// </summary>
internal static class AttackKinds
{
    private const int Pipelines = 20;

    /// <summary>Messages of at most 64 KB, as many bytes as a client may send by default.</summary>
    public static IReadOnlyDictionary<string, byte[]> Messages { get; } = new Dictionary<string, string>
    {
        ["many-ids"] = Naming("\"type\":\"subscribe_pipeline\"", Unknown('x')),
        ["invalid-ids"] = Naming("\"type\":\"subscribe_pipeline\"", Enumerable.Repeat("", 20_000)),
        ["one-id-again"] = Naming("\"type\":\"subscribe_pipeline\"", Enumerable.Repeat("x", 20_000)),
        ["waiting"] = Naming("\"type\":\"subscribe_pipeline\",\"wait\":true", Unknown('w')),
        ["subscribing-again"] = Naming("\"type\":\"subscribe_pipeline\"", Held("subscribing-again")),
        ["unsubscribing"] = Naming("\"type\":\"unsubscribe_pipeline\"", Unknown('x')),
        ["control"] = Naming("\"type\":\"control\",\"action\":\"cancel\"", [.. Held("control"), .. Unknown('x')]),
        ["positions"] = Positions(),
        ["lists"] = Queries(),
        ["its-own"] = "{\"type\":\"subscribe_user\"}",
        ["status"] = "{\"type\":\"get_status\"}",
        ["pings"] = "{\"type\":\"ping\"}",
        ["no-json"] = new string('[', 64_000),
        ["tickets-used"] = "{\"type\":\"authenticate\",\"ticket\":\"x\"}",
    }.ToDictionary(m => m.Key, m => Encoding.UTF8.GetBytes(m.Value));

    /// <summary>Requests over HTTP; a body where it is a POST.</summary>
    public static IReadOnlyDictionary<string, (string Address, byte[]? Body)> Requests { get; } =
        new Dictionary<string, (string, byte[]?)>
        {
            ["polls"] = ("/api/v1/pipelines/progress", Encoding.UTF8.GetBytes(PollOf(Held("polls")))),
            ["polls-of-many"] = ("/api/v1/pipelines/progress", Encoding.UTF8.GetBytes(PollOf(Unknown('x').Take(1000)))),
            ["polls-of-user"] = ("/api/v1/pipelines/progress?user=me", null),
            ["lists-polled"] = ("/api/v1/pipelines?limit=200", null),
            ["control-polled"] =
                ($"/api/v1/pipelines/{Held("control-polled").First()}/control", "{\"action\":\"cancel\"}"u8.ToArray()),
            ["tickets"] = ("/api/v1/ws/ticket", []),
        };

    /// <summary>Polls that are held, many at once, of states that do not change.</summary>
    public const string Holding = "polls-held";

    /// <summary>Opens a socket and leaves it, over and over.</summary>
    public const string Connecting = "connecting";

    public static IReadOnlyList<string> Names => [.. Messages.Keys, .. Requests.Keys, Holding, Connecting];

    /// <summary>Each attack is another user's, so that none begins with what one before has used up.</summary>
    public static string UserOf(string attack) => $"greedy-{attack}";

    /// <summary>The attacker's own pipelines, each with a state of about 60 KB.</summary>
    public static IEnumerable<string> Held(string attack) =>
        Enumerable.Range(0, Pipelines).Select(i => $"large-{attack}-{i}");

    /// <summary>One live list again and again, with the states of what is on it.</summary>
    private static string Queries() =>
        "{\"type\":\"subscribe_query\",\"query_id\":\"q\",\"limit\":200,\"detail\":\"stages\"}";

    private static IEnumerable<string> Unknown(char first) => Enumerable.Range(0, 8_000).Select(i => $"{first}{i:x}");

    private static string PollOf(IEnumerable<string> ids) =>
        $"{{\"positions\":{{{string.Join(',', ids.Select(id => $"\"{id}\":null"))}}}}}";

    private static string Positions() =>
        $"{{\"type\":\"subscribe_pipeline\",\"pipeline_id\":\"x\",\"positions\":{{{string.Join(',', Enumerable.Range(0, 1_600).Select(i => $"\"p{i}\":{{\"epoch\":\"e\",\"version\":{i}}}"))}}}}}";

    private static string Naming(string fields, IEnumerable<string> ids)
    {
        var message = new StringBuilder($"{{{fields},\"pipeline_ids\":[");
        foreach (var id in ids)
        {
            if (message.Length + id.Length > 64_000)
                break;
            message.Append('"').Append(id).Append("\",");
        }
        message.Length--;
        return message.Append("]}").ToString();
    }
}
