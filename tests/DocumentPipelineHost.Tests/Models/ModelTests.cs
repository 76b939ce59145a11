using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Notifications;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DocumentPipelineHost.Tests.Models;

/// <summary>The optional model, at a service on a real socket that speaks its API, rightly and wrongly.</summary>
public sealed class ModelTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static readonly (string, string)[] Summary = [("generate_summary", "true")];

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Summary_WithAModel_IsWhatItWroteAndThePagesBearOut(Rows rows)
    {
        await using var model = await HttpReceiver.StartAsync(0, static (context, _) =>
            ModelAnswers.StreamAsync(context, ModelAnswers.Cranes));
        await using var work = await StartAsync(rows, model, "--Model:Key", "secret-key");

        var upload = await UploadAsync(work.Client);
        var summary = await work.Client.GetAsync($"/api/v2/documents/{upload["document_id"]}/summary");

        Assert.Equal("test-model", (string?)summary["model"]);
        Assert.Equal(
            ["The harbour keeps seven gantry cranes.", "Maintenance of the gantry cranes begins in March 2024."],
            summary["sentences"]!.AsArray().Select(static sentence => (string?)sentence!["text"]));
        Assert.All(summary["sentences"]!.AsArray(), static sentence => Assert.Equal(1, (int)sentence!["page"]!));
        Assert.NotEmpty(summary["keywords"]!.AsArray());
        Assert.Empty(await WarningsAsync(work.Client, upload));
        var request = Assert.Single(model.Received);
        Assert.Equal(("/hook/chat/completions", "Bearer secret-key"), (request.Path, request.Headers["authorization"]));
        var asked = JsonNode.Parse(request.Body)!;
        Assert.Equal(("test-model", true), ((string?)asked["model"], (bool)asked["stream"]!));
        Assert.Equal(800, (int)(asked["max_completion_tokens"] ?? asked["max_tokens"])!);
        // what the service counted, not what was reserved
        Assert.Equal(760, work.Place.Scalar("SELECT tokens FROM model_usage"));
    }

    [Fact]
    public async Task Summary_WhileTheModelWrites_ShowsItsTokens()
    {
        var goOn = new TaskCompletionSource();
        await using var model = await HttpReceiver.StartAsync(0, async (context, _) =>
        {
            await ModelAnswers.BeginAsync(context, ModelAnswers.Cranes[..2]);
            await goOn.Task.WaitAsync(Limit);
            await ModelAnswers.StreamAsync(context, ModelAnswers.Cranes[2..]);
        });
        await using var work = await StartAsync(Rows.Sqlite, model);
        var upload = await work.Client.UploadAsync(Texts.English, "cranes.md", Summary);

        var state = await UntilWritingAsync(work.Client, upload);
        goOn.SetResult();

        Assert.InRange((double)state.Stage("summary")["progress"]!, 50.01, 99);
        Assert.Equal("completed", (await work.Client.EndAsync(upload)).Status());
    }

    [Theory]
    [InlineData("busy", "model_busy")]
    [InlineData("refused", "model_refused")]
    [InlineData("error", "model_failed")]
    [InlineData("cut", "model_failed")]
    [InlineData("stops short", "model_failed")]
    [InlineData("garbage", "model_failed")]
    [InlineData("html", "model_failed")]
    [InlineData("flood", "model_failed")]
    [InlineData("redirect", "model_failed")]
    [InlineData("uncited", "model_unusable")]
    [InlineData("silent", "model_timeout")]
    public async Task Summary_WhereTheModelFails_IsTheExtractWithAWarning(string how, string code)
    {
        await using var model = await HttpReceiver.StartAsync(0, (context, _) => Fail(how, context));
        await using var work = await StartAsync(
            Rows.Sqlite, model, "--Model:PieceTimeout", how == "silent" ? "00:00:00.3" : "00:00:30");

        var upload = await UploadAsync(work.Client);
        var summary = await work.Client.GetAsync($"/api/v2/documents/{upload["document_id"]}/summary");

        Assert.Null(summary["model"]);
        Assert.All(summary["sentences"]!.AsArray(), static sentence => Assert.Contains(
            (string)sentence!["text"]!, System.Text.Encoding.UTF8.GetString(Texts.English), StringComparison.Ordinal));
        var warning = Assert.Single(await WarningsAsync(work.Client, upload))!;
        Assert.Equal(("summary", code), ((string?)warning["stage"], (string?)warning["code"]));
        Assert.StartsWith("model.", (string?)warning["message_code"], StringComparison.Ordinal);
        Assert.Single(model.Received); // nothing is asked twice
    }

    /// <summary>What a service says of its failure may have the key in it, and line breaks.</summary>
    [Fact]
    public async Task Summary_WhereTheModelRefuses_LogsTheStatusAndNotTheServicesWords()
    {
        using var log = new LogLines();
        await using var model = await HttpReceiver.StartAsync(0, static (context, _) =>
        {
            context.Response.StatusCode = 401;
            return context.Response.WriteAsync("""{"error":{"message":"Wrong key: secret-key\nanother line"}}""");
        });
        await using var work = await HostAtWork.StartAsync(
            Rows.Sqlite,
            services => services.AddSingleton<ILoggerProvider>(log),
            "--Model:Endpoint", model.Url, "--Model:Name", "test-model", "--Model:Key", "secret-key");

        await UploadAsync(work.Client);

        var line = Assert.Single(log.Lines, static line =>
            line.Contains("Summary without the model", StringComparison.Ordinal));
        Assert.EndsWith("The service answered 401.", line, StringComparison.Ordinal);
        Assert.DoesNotContain(log.Lines, static line => line.Contains("secret-key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Summary_WhereNothingListens_IsTheExtractWithAWarning()
    {
        await using var work = await HostAtWork.StartAsync(
            Rows.Sqlite, "--Model:Endpoint",
            "http://127.0.0.1:9/v1",
            "--Model:Name", "test-model");

        var upload = await UploadAsync(work.Client);

        Assert.Equal("model_failed", (string?)Assert.Single(await WarningsAsync(work.Client, upload))!["code"]);
        Assert.Equal(0, work.Place.Scalar("SELECT COALESCE(SUM(tokens), 0) FROM model_usage"));
    }

    [Theory]
    [InlineData("interrupt", "interrupted")]
    [InlineData("cancel", "cancelled")]
    public async Task Control_WhileTheModelWrites_EndsTheRequest(string action, string status)
    {
        var isEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var model = await HttpReceiver.StartAsync(0, (context, count) =>
            count == 1
                ? ModelAnswers.HangAsync(context, isEnded)
                : ModelAnswers.StreamAsync(context, ModelAnswers.Cranes));
        await using var work = await StartAsync(
            Rows.Sqlite, model, "--Model:PieceTimeout", "00:30:00", "--Model:Timeout", "00:30:00");
        var upload = await work.Client.UploadAsync(Texts.English, "cranes.md", Summary);
        await UntilWritingAsync(work.Client, upload);

        var (answer, body) = await work.Client.ControlAsync(upload, action);

        Assert.Equal((200, status), (answer, (string?)body["state"]!["status"]));
        await isEnded.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.True(work.Place.Scalar("SELECT tokens FROM model_usage") > 0); // it was sent: it may be charged
        if (action == "cancel")
            return;
        await work.Client.ControlAsync(upload, "resume");
        Assert.Equal("completed", (await work.Client.EndAsync(upload)).Status());
        Assert.Equal(
            "test-model",
            (string?)(await work.Client.GetAsync($"/api/v2/documents/{upload["document_id"]}/summary"))["model"]);
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Summary_OnceTheDaysTokensAreUsed_IsTheExtractAndAsksNobody(Rows rows)
    {
        await using var model = await HttpReceiver.StartAsync(0, static (context, _) =>
            ModelAnswers.StreamAsync(context, ModelAnswers.Cranes));
        await using var work = await StartAsync(rows, model, "--Model:TokensPerUserAndDay", "2700");

        var first = await UploadAsync(work.Client);
        var second = await UploadAsync(work.Client, again: true);
        using var other = work.Host.As("somebody-else");
        var others = await UploadAsync(other);

        Assert.Empty(await WarningsAsync(work.Client, first));
        Assert.Equal("model_budget_used", (string?)Assert.Single(await WarningsAsync(work.Client, second))!["code"]);
        Assert.Empty(await WarningsAsync(other, others));
        Assert.Equal(2, model.Received.Count);
    }

    [Fact]
    public async Task Summary_OfALongDocument_GivesTheModelNoMoreThanItsBound()
    {
        HttpReceiver? model = null;
        model = await HttpReceiver.StartAsync(0, (context, _) =>
            ModelAnswers.StreamAsync(context, ModelAnswers.Echo(model!.Received[^1].Body)));
        await using var receiver = model;
        await using var work = await StartAsync(Rows.Sqlite, model, "--Model:MaxInputTokens", "1000");
        var garden = await File.ReadAllBytesAsync(Assets.FiftyPages, TestContext.Current.CancellationToken);

        var upload = await work.Client.UploadAsync(garden, "garden.pdf", Summary);
        await work.Client.EndAsync(upload);

        var warning = Assert.Single(await WarningsAsync(work.Client, upload))!;
        Assert.Equal("model_partial", (string?)warning["code"]);
        var args = warning["message_args"]!;
        Assert.True(Number(args["count"]) < Number(args["total"]), args.ToJsonString());
        var text = JsonNode.Parse(Assert.Single(model.Received).Body)!["messages"]!.AsArray()[^1]![
            "content"
        ]!.ToJsonString();
        Assert.InRange(text.Length, 1500, 3400); // 1,000 tokens of three bytes, and the marks
    }

    [Fact]
    public async Task Options_SayWhetherThereIsAModel()
    {
        await using var without = await HostAtWork.StartAsync(Rows.Sqlite);
        await using var with = await HostAtWork.StartAsync(
            Rows.Sqlite, "--Model:Endpoint",
            "http://127.0.0.1:9/v1",
            "--Model:Name", "test-model");

        var no = (await without.Client.GetAsync("/api/v2/options"))["model"]!;
        var yes = (await with.Client.GetAsync("/api/v2/options"))["model"]!;

        Assert.Equal((false, "model.not_configured"), ((bool)no["available"]!, (string?)no["reason"]!["code"]));
        Assert.NotEmpty((string)no["reason"]!["zh"]!);
        Assert.Equal((true, "test-model"), ((bool)yes["available"]!, (string?)yes["name"]));
    }

    private static int Number(JsonNode? text) =>
        int.Parse((string)text!, System.Globalization.CultureInfo.InvariantCulture);

    private static Task<HostAtWork> StartAsync(Rows rows, HttpReceiver model, params string[] more) =>
        HostAtWork.StartAsync(rows, ["--Model:Endpoint", model.Url, "--Model:Name", "test-model", .. more]);

    private static async Task<JsonNode> UploadAsync(HostClient client, bool again = false)
    {
        var upload = await client.UploadAsync(
            again ? [.. Texts.English, (byte)'\n'] : Texts.English, "cranes.md", Summary);
        Assert.Equal("completed", (await client.EndAsync(upload)).Status());
        return upload;
    }

    private static async Task<JsonArray> WarningsAsync(HostClient client, JsonNode upload) =>
        (await client.GetAsync($"/api/v1/documents/{upload["document_id"]}"))["warnings"]!.AsArray();

    /// <summary>Waits until the model's first words are shown.</summary>
    private static async Task<JsonNode> UntilWritingAsync(HostClient client, JsonNode upload)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var state = await client.StateAsync(upload);
            if (
                ((string?)state.Stage("summary")["message"])?.StartsWith(
                    "The model is writing", StringComparison.Ordinal) == true)
                return state;
            Assert.DoesNotContain(state.Status(), (string[])["completed", "failed", "cancelled"]);
        }
    }

    private static async Task Fail(string how, HttpContext context)
    {
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await (how switch
        {
            "busy" => ModelAnswers.StatusAsync(context, 429),
            "refused" => ModelAnswers.StatusAsync(context, 401),
            "error" => ModelAnswers.StatusAsync(context, 500),
            "redirect" => ModelAnswers.StatusAsync(context, 307),
            "cut" => ModelAnswers.CutAsync(context),
            "stops short" => ModelAnswers.StopShortAsync(context),
            "garbage" => ModelAnswers.GarbageAsync(context),
            "html" => ModelAnswers.HtmlAsync(context),
            "flood" => ModelAnswers.FloodAsync(context),
            "uncited" => ModelAnswers.UncitedAsync(context),
            _ => ModelAnswers.HangAsync(context, never),
        });
    }
}
