using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Client;

// The kept .NET client as Behaviour/driver.md has it: commands and events as JSON, one object a line.
var output = new Lock();
RealtimeClient? client = null;
var reading = Task.CompletedTask;
var (current, next) = ("", "");

void Say(string name, JsonObject fields)
{
    fields["event"] = name;
    lock (output) Console.WriteLine(fields.ToJsonString());
}

string Token(bool renew)
{
    if (!renew) return current;
    Say("renewed", []);
    return current = next;
}

TimeSpan Ms(JsonNode? node) => TimeSpan.FromMilliseconds((double)node!);

JsonObject StateOf(PipelineState state) => new()
{
    ["epoch"] = state.Position.Epoch,
    ["version"] = state.Position.Version,
    ["transition"] = state.Transition,
    ["status"] = state.Status.ToString().ToLowerInvariant(),
    ["status_word"] = state.StatusWord,
    ["overall_progress"] = state.OverallProgress,
    ["stages"] = new JsonArray(
        [
            .. state.Stages.Select(
                static stage => new JsonObject
                {
                    ["id"] = stage.Id,
                    ["status"] = stage.Status.ToString().ToLowerInvariant(),
                    ["status_word"] = stage.StatusWord,
                    ["progress"] = stage.Progress,
                    ["attempt"] = stage.Attempt,
                    ["message"] = stage.Message,
                }),
        ]),
};

RealtimeClient Create(JsonObject command)
{
    current = next = (string)command["token"]!;
    var created = new RealtimeClient(
        new RealtimeClientOptions
        {
            Address = new Uri((string)command["url"]!),
            UserId = (string)command["user"]!,
            AccessTokenProvider = (renew, _) => new(Token(renew)),
            BackoffBase = Ms(command["backoff_base"]),
            BackoffCap = Ms(command["backoff_cap"]),
            StableAfter = Ms(command["stable_after"]),
            PollInterval = Ms(command["poll_interval"]),
            ProbeInterval = Ms(command["probe_interval"]),
        });
    created.ConnectionChanged += (_, c) =>
        Say("status", new JsonObject { ["status"] = c.Status.ToString().ToLowerInvariant() });
    created.TransitionRaised += (_, t) =>
    {
        if (t.Transition is { } transition) Say("transition", new JsonObject { ["number"] = transition.Number });
        else Say("skipped", new JsonObject { ["count"] = t.Skipped });
    };
    return created;
}

async Task WatchAsync(RealtimeClient watching, string pipeline)
{
    try
    {
        await foreach (var state in watching.WatchAsync(pipeline))
            Say("state", new JsonObject { ["state"] = StateOf(state) });
    }
    catch (RealtimeException e)
    {
        Say("told", new JsonObject { ["code"] = e.Code });
    }
}

async Task WatchMineAsync(RealtimeClient watching)
{
    await foreach (var list in watching.WatchMineAsync())
        Say("mine", new JsonObject { ["ids"] = new JsonArray([.. list.Select(static s => (JsonNode)s.Id)]) });
}

while (Console.ReadLine() is { } line)
{
    var command = JsonNode.Parse(line)!.AsObject();
    switch ((string)command["command"]!)
    {
        case "start":
            client ??= Create(command);
            client.Start();
            if (reading.IsCompleted) reading = WatchAsync(client, (string)command["pipeline"]!);
            break;
        case "token":
            next = (string)command["token"]!;
            break;
        case "mine":
            _ = WatchMineAsync(client!);
            break;
        case "stop":
            if (client is not null) await client.DisposeAsync();
            return 0;
        default:
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Unknown command: {line}"));
            return 64;
    }
}

if (client is not null) await client.DisposeAsync();
return 0;
