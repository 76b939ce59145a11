using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>What the tests of questions share.</summary>
public abstract class AskingTest : PublishingTest
{
    private protected static readonly PipelineQuestion Duplicate = new("duplicate", "It is there already. What now?")
    {
        Choices = ["open", "again", "both"],
    };

    private protected Answers Answers => new(Backplane, Dispatcher, Time);

    private protected static async Task ReplacedAsync(Task asking) =>
        Assert.Equal("producer_replaced", (await Assert.ThrowsAsync<PipelineException>(() => asking)).Code);

    private protected async Task<ApplyStatus> GiveAsync(string choice) =>
        await Answers.GiveAsync("user-2", "p", "duplicate", $"\"{choice}\"", Ct);

    private protected async Task<PipelineState> AskedAsync(string id = "duplicate")
    {
        PipelineState? state = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (state?.Question?.Id != id)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
            state = (await Memory.ReadAsync(["p"], Ct)).SingleOrDefault();
        }

        return state;
    }

    private protected void Check(TimeSpan after)
    {
        Time.Advance(after);
        foreach (var run in Runs.All()) run.CheckStalled();
    }
}
