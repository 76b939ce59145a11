using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace DocumentPipelineHost.Tests.Models;

/// <summary>Speaks OpenAI's streamed chat completions, rightly and wrongly.</summary>
internal static class ModelAnswers
{
    /// <summary>
    /// Two sentences that stand on the page, one that is made up, one of a page that is not there, one without a page.
    /// </summary>
    public static readonly string[] Cranes =
    [
        "The harbour keeps ", "seven gantry cranes. [p1]\n", "Unicorns guard a northern lighthouse nightly. [p1]\n",
        "- Maintenance of the gantry cranes begins in March 2024. [p1]\n", "Each crane lifts containers. [p9]\n",
        "Each crane lifts containers.\n",
        "Maintenance costs 99 a crane. [p1]",
    ];

    /// <summary>A summary that is the first line of the first page that the model was given.</summary>
    public static string Echo(string request)
    {
        var content = JsonNode.Parse(request)!["messages"]!.AsArray()[^1]!["content"]!;
        var text = content is JsonArray parts ? (string)parts[0]!["text"]! : (string)content!;
        var lines = text.Split('\n');
        return $"{lines[1]} {lines[0]}";
    }

    /// <summary>A whole answer, a piece at a time.</summary>
    public static async Task StreamAsync(HttpContext context, params string[] pieces)
    {
        await BeginAsync(context, pieces);
        await StopAsync(context);
        await UsageAsync(context, 700, 60);
        await DoneAsync(context);
    }

    /// <summary>The piece that says that the answer is whole.</summary>
    public static Task StopAsync(HttpContext context) =>
        SendAsync(context, new { choices = new[] { new { index = 0, delta = new { }, finish_reason = "stop" } } });

    /// <summary>What the service says that it counted.</summary>
    public static Task UsageAsync(HttpContext context, long question, long answer) =>
        SendAsync(
            context, new
            {
                choices = Array.Empty<object>(), usage = new
                {
                    prompt_tokens = question, completion_tokens = answer, total_tokens = unchecked(question + answer),
                },
            });

    public static Task DoneAsync(HttpContext context) =>
        context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);

    /// <summary>The beginning of an answer.</summary>
    public static async Task BeginAsync(HttpContext context, params string[] pieces)
    {
        foreach (var piece in pieces)
            await SendAsync(
                context, new
                {
                    choices = new[]
                    {
                        new
                        {
                            index = 0, delta = new { role = "assistant", content = piece },
                            finish_reason = (string?)null,
                        },
                    },
                });
    }

    public static async Task CutAsync(HttpContext context)
    {
        await BeginAsync(context, Cranes[0], Cranes[1]);
        context.Abort();
    }

    /// <summary>The connection ends in order, and the answer does not.</summary>
    public static Task StopShortAsync(HttpContext context) => BeginAsync(context, Cranes[0], Cranes[1]);

    public static async Task GarbageAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: {\"choices\": [{\"del\n\ndata: <html>\n\n", context.RequestAborted);
    }

    public static async Task HtmlAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html";
        await context.Response.WriteAsync("<html><body>It works!</body></html>", context.RequestAborted);
    }

    /// <summary>One line without an end.</summary>
    public static async Task FloodAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: ", context.RequestAborted);
        var block = new string('x', 1 << 20);
        for (var i = 0; i < 64; i++)
            await context.Response.WriteAsync(block, context.RequestAborted);
    }

    public static Task UncitedAsync(HttpContext context) => StreamAsync(context, "I cannot cite pages. ", "Sorry.");

    public static Task StatusAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync("{\"error\":{\"message\":\"no\"}}", context.RequestAborted);
    }

    /// <summary>Begins, then says nothing more until the request is ended.</summary>
    public static async Task HangAsync(HttpContext context, TaskCompletionSource isEnded)
    {
        await BeginAsync(context, Cranes[0]);
        await using var ended = context.RequestAborted.Register(isEnded.SetResult);
        await isEnded.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    private static async Task SendAsync(HttpContext context, object change)
    {
        var json = JsonSerializer.SerializeToNode(change)!.AsObject();
        json["id"] = "chatcmpl-1";
        json["object"] = "chat.completion.chunk";
        json["created"] = 1_700_000_000;
        json["model"] = "test-model";
        if (!context.Response.HasStarted)
            context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync($"data: {json.ToJsonString()}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
