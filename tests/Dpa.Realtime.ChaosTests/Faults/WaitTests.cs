using Dpa.Realtime.Faults;

namespace Dpa.Realtime.ChaosTests.Faults;

public sealed class WaitTests
{
    [Fact]
    public async Task Wait_WhereOtherThingsGoOnComing_EndsInTotalAndSaysWhatCame()
    {
        using var wait = new Wait("the end", TimeSpan.FromMilliseconds(100));

        var error = await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            while (true) wait.Came(await wait.ReadAsync(_ => new ValueTask<string>("ping")));
        });

        Assert.Matches(
            @"^Waited 0\.1 s for the end without success\. \d+ came instead, the last: ping \| ping \| ping \| ping \| ping$",
            error.Message);
    }

    [Fact]
    public async Task Wait_WhereNothingComes_SaysSo()
    {
        using var wait = new Wait("the end", TimeSpan.FromMilliseconds(100));

        var error = await Assert.ThrowsAsync<TimeoutException>(async () => await wait.ReadAsync(async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return "";
        }));

        Assert.Equal("Waited 0.1 s for the end without success. Nothing came.", error.Message);
    }
}
