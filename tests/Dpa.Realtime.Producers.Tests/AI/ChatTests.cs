using Dpa.Realtime.AI;
using Microsoft.Extensions.AI;

namespace Dpa.Realtime.Producers.Tests.AI;

/// <summary>A model's answer as a stage, through Microsoft.Extensions.AI's own pipeline.</summary>
public sealed class ChatTests : IAsyncLifetime
{
    private readonly TestProgress _progress = new();
    private readonly StreamingModel _model = new();
    private PipelineRun _run = null!;
    private StageRun _stage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _run = await _progress.StartAsync(new PipelineStart("p", "user-1") { Stages = [new("answer")] }, Ct);
        _stage = await _run.StartStageAsync("answer", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _run.DisposeAsync();
        await _progress.DisposeAsync();
    }

    [Fact]
    public async Task Stream_WithAToolCall_IsReported()
    {
        using var chat = new ChatClientBuilder(_model).UseDpaProgress().UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(static () => "found", "look_up")] };

        var text = "";
        await foreach (var update in chat.GetStreamingResponseAsync("hello", options.ReportTo(_stage), Ct))
        {
            text += update.Text;
            if (update.Contents.OfType<FunctionCallContent>().Any())
                await _progress["p"].UntilAsync(static s => s.FindStage("answer")!.Message == "Calls look_up");
        }

        Assert.Equal("Hello wide world", text);
        var end = await _progress["p"].UntilAsync(static s => s.FindStage("answer")!.Message == "5 tokens");
        var stage = end.FindStage("answer")!;
        Assert.Equal(
            (16, null, "characters", true), (stage.CompletedUnits, stage.TotalUnits, stage.Unit, stage.Indeterminate));
        Assert.Null(options.AdditionalProperties);
        Assert.Empty(_model.LastOptions!.AdditionalProperties ?? []);
    }

    [Fact]
    public async Task Answer_AtOnce_IsReported()
    {
        using var chat = new ChatClientBuilder(_model).UseDpaProgress().Build();

        var answer = await chat.GetResponseAsync("hello", default(ChatOptions).ReportTo(_stage), Ct);

        Assert.Equal("Hello wide world", answer.Text);
        var end = await _progress["p"].UntilAsync(static s => s.FindStage("answer")!.Message == "3 tokens");
        Assert.Equal(16, end.FindStage("answer")!.CompletedUnits);
    }

    [Fact]
    public async Task Call_ThatNamesNoStage_ReportsNothing()
    {
        using var chat = new ChatClientBuilder(_model).UseDpaProgress().Build();

        await chat.GetResponseAsync("hello", cancellationToken: Ct);
        await foreach (var _ in chat.GetStreamingResponseAsync("hello", cancellationToken: Ct)) continue;

        await _stage.CompleteAsync(Ct);
        Assert.Null(_progress["p"].State!.FindStage("answer")!.CompletedUnits);
    }
}
