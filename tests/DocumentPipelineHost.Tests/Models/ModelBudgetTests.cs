using System.Text.Json.Nodes;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Models;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Notifications;
using DocumentPipelineHost.Tests.Services;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace DocumentPipelineHost.Tests.Models;

/// <summary>What a user's day costs at the model is bounded, whatever the service says of it or does.</summary>
public sealed class ModelBudgetTests
{
    /// <summary>Tokens of an answer, by the setting; twice as many are reserved for it.</summary>
    private const int Answer = 100;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly (string, string)[] Summary = [("generate_summary", "true")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>It says that it has counted next to nothing, and then writes without an end.</summary>
    [Fact]
    public async Task Answer_WithoutAnEndAfterACountOfNothing_IsCutAndCostsAllThatWasReserved()
    {
        var isCut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var model = await HttpReceiver.StartAsync(0, async (context, _) =>
        {
            await ModelAnswers.UsageAsync(context, 0, 0);
            await using var ended = context.RequestAborted.Register(() => isCut.TrySetResult());
            while (!isCut.Task.IsCompleted)
                await ModelAnswers.BeginAsync(context, "Each crane lifts containers. [p1]\n");
        });
        await using var work = await StartAsync(model, "100000");

        await UploadAsync(work.Client, 0);

        await isCut.Task.WaitAsync(Limit, Cancellation);
        Assert.InRange(Tokens(work), 2 * Answer + 250, 2 * Answer + 1_000);
    }

    [Theory]
    [InlineData("no answer")]
    [InlineData("half an answer")]
    [InlineData("half an answer after a count")]
    [InlineData("an answer with a count that is no number")]
    [InlineData("an error of its own")]
    public async Task Request_ThatIsLost_CostsAllThatWasReserved(string how)
    {
        await using var model = await HttpReceiver.StartAsync(0, async (context, _) =>
        {
            if (how == "an error of its own")
            {
                await ModelAnswers.StatusAsync(context, 500);
                return;
            }

            if (how == "an answer with a count that is no number")
            {
                await AnswerAsync(context, long.MaxValue, 60);
                return;
            }

            if (how == "half an answer after a count")
                await ModelAnswers.UsageAsync(context, 1, 1);
            if (how != "no answer")
                await ModelAnswers.BeginAsync(context, ModelAnswers.Cranes[0]);
            context.Abort();
        });
        await using var work = await StartAsync(model, "100000");

        await UploadAsync(work.Client, 0);

        Assert.Single(model.Received);
        Assert.InRange(Tokens(work), 2 * Answer + 250, 2 * Answer + 1_000);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(307)]
    public async Task Request_ThatIsRefused_CostsNothing(int status)
    {
        await using var model = await HttpReceiver.StartAsync(0, (context, _) =>
            ModelAnswers.StatusAsync(context, status));
        await using var work = await StartAsync(model, "100000");

        await UploadAsync(work.Client, 0);

        Assert.Equal(0, Tokens(work));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(-700, -60)]
    public async Task Count_ThatCannotBeTrue_IsNotTaken(long question, long answer)
    {
        await using var model = await HttpReceiver.StartAsync(0, (context, _) =>
            AnswerAsync(context, question, answer));
        await using var work = await StartAsync(model, "100000");

        await UploadAsync(work.Client, 0);

        Assert.InRange(Tokens(work), 250, 2 * Answer + 1_000);
    }

    [Theory]
    [InlineData(1_000_000_000, 60)]
    [InlineData(2_000_000_000, 100_000_000)]
    [InlineData(700, 90_000)]
    public async Task Count_BeyondTheDay_UsesItUpAndNothingMoreIsAsked(long question, long answer)
    {
        await using var model = await HttpReceiver.StartAsync(0, (context, _) =>
            AnswerAsync(context, question, answer));
        await using var work = await StartAsync(model, "5000");

        await UploadAsync(work.Client, 0);
        var second = await UploadAsync(work.Client, 1);

        Assert.Equal(5_000, Tokens(work));
        Assert.Single(model.Received);
        Assert.Equal("model_budget_used", await WarningAsync(work.Client, second));
    }

    [Fact]
    public async Task Requests_AllAtOnce_TakeNoMoreThanTheDayTogether()
    {
        const int Documents = 6;
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var model = await HttpReceiver.StartAsync(0, async (context, _) =>
        {
            await goOn.Task.WaitAsync(Limit);
            await ModelAnswers.StreamAsync(context, ModelAnswers.Cranes);
        });
        // A request reserves some 700 tokens: two of them have room, three have none.
        await using var work = await StartAsync(model, "1700", "--Pipeline:Workers", "6");
        var uploads = new List<JsonNode>();
        for (var i = 0; i < Documents; i++)
            uploads.Add(await work.Client.UploadAsync(Document(i), $"cranes-{i}.md", Summary));

        // two wait for their answers
        await UntilAsync(async () => await EndedAsync(work.Client, uploads) == Documents - 2);
        Assert.Equal(2, model.Received.Count);
        goOn.SetResult();
        await UntilAsync(async () => await EndedAsync(work.Client, uploads) == Documents);

        Assert.Equal(2, model.Received.Count);
        Assert.Equal(2 * 760, Tokens(work));
    }

    [Fact]
    public async Task Day_ThatIsOver_IsFollowedByAFreshOneAndKeepsWhatBeganOnIt()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 2, 28, 23, 0, 0, TimeSpan.Zero));
        await using var model = await HttpReceiver.StartAsync(0, async (context, count) =>
        {
            if (count == 2)
                time.Advance(TimeSpan.FromHours(2)); // the answer comes on the next day
            await AnswerAsync(context, 700, 60);
        });
        await using var work = await HostAtWork.StartAsync(
            Rows.Sqlite,
            services =>
                services.AddSingleton(provider => new ModelUsage(
                    provider.GetRequiredService<HostDatabase>(), provider.GetRequiredService<IOptions<ModelOptions>>(),
                    time)),
            Settings(model, "2000"));

        await UploadAsync(work.Client, 0);
        await UploadAsync(work.Client, 1);
        await UploadAsync(work.Client, 2);

        Assert.Equal(3, model.Received.Count);
        Assert.Equal(2 * 760, work.Place.Scalar("SELECT tokens FROM model_usage WHERE day = '2026-02-28'"));
        Assert.Equal(760, work.Place.Scalar("SELECT tokens FROM model_usage WHERE day = '2026-03-01'"));
    }

    /// <summary>
    /// Whatever comes, in whatever order: no day counts more than its bound, and no request begins that might.
    /// </summary>
    [Fact]
    public async Task Day_OfAServiceThatDoesAnything_KeepsItsBound()
    {
        const long Bound = 6_000;
        var random = new Random(14);
        await using var model = await HttpReceiver.StartAsync(0, (context, _) => AnythingAsync(context, random));
        await using var work = await StartAsync(model, $"{Bound}");

        for (var i = 0; i < 24; i++)
        {
            var (before, asked) = (Tokens(work), model.Received.Count);
            var upload = await UploadAsync(work.Client, i);
            Assert.InRange(Tokens(work), before, Bound);
            if (await WarningAsync(work.Client, upload) == "model_budget_used")
                Assert.Equal(asked, model.Received.Count);
            else
                Assert.True(before + (2 * Answer) <= Bound, $"A request began with {before} tokens used.");
        }
    }

    private static async Task AnythingAsync(HttpContext context, Random random)
    {
        for (var steps = random.Next(0, 6); steps > 0; steps--)
        {
            await (random.Next(4) switch
            {
                0 => ModelAnswers.UsageAsync(context, random.NextInt64(-5, 3_000), random.NextInt64(-5, 3_000)),
                1 => ModelAnswers.StopAsync(context),
                _ => ModelAnswers.BeginAsync(context, ModelAnswers.Cranes[random.Next(ModelAnswers.Cranes.Length)]),
            });
        }

        if (random.Next(4) == 0)
            context.Abort();
        else if (random.Next(3) > 0)
            await ModelAnswers.StopAsync(context);
    }

    private static async Task AnswerAsync(HttpContext context, long question, long answer)
    {
        await ModelAnswers.BeginAsync(context, ModelAnswers.Cranes);
        await ModelAnswers.StopAsync(context);
        await ModelAnswers.UsageAsync(context, question, answer);
        await ModelAnswers.DoneAsync(context);
    }

    private static Task<HostAtWork> StartAsync(HttpReceiver model, string tokens, params string[] more) =>
        HostAtWork.StartAsync(Rows.Sqlite, [.. Settings(model, tokens), .. more]);

    private static string[] Settings(HttpReceiver model, string tokens) =>
    [
        "--Model:Endpoint", model.Url, "--Model:Name", "test-model", "--Model:MaxOutputTokens", $"{Answer}",
        "--Model:TokensPerUserAndDay", tokens, .. HostClient.Unlimited,
    ];

    private static long Tokens(HostAtWork work) =>
        work.Place.Scalar("SELECT COALESCE(SUM(tokens), 0) FROM model_usage");

    private static byte[] Document(int number) =>
        [.. Texts.English, .. System.Text.Encoding.ASCII.GetBytes($"\nNumber {number}.\n")];

    private static async Task<JsonNode> UploadAsync(HostClient client, int number)
    {
        var upload = await client.UploadAsync(Document(number), $"cranes-{number}.md", Summary);
        Assert.Equal("completed", (await client.EndAsync(upload)).Status());
        return upload;
    }

    private static async Task<string?> WarningAsync(HostClient client, JsonNode upload)
    {
        var warnings = (await client.GetAsync($"/api/v1/documents/{upload["document_id"]}"))["warnings"]!.AsArray();
        return warnings.Count == 0 ? null : (string?)warnings[0]!["code"];
    }

    private static async Task<int> EndedAsync(HostClient client, List<JsonNode> uploads)
    {
        var ended = 0;
        foreach (var upload in uploads)
            ended += (await client.StateAsync(upload)).Status() == "completed" ? 1 : 0;
        return ended;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        while (!await isSo())
            limit.Token.ThrowIfCancellationRequested();
    }
}
