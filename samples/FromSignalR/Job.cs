namespace FromSignalR;

/// <summary>
/// The work: two stages of 50 steps. The line is cut in the middle of the first, and back in the middle of the second.
/// </summary>
/// <param name="line">The way from the page to the server.</param>
/// <param name="watched">Ends once somebody watches.</param>
internal sealed class Job(CutLine line, Task watched)
{
    private const int Steps = 50;

    public async Task RunAsync(
        Func<string, int, Task> report, Func<string, Task> complete, CancellationToken stop)
    {
        await report("fetch", 0);
        await watched.WaitAsync(stop);
        foreach (var stage in (string[])["fetch", "convert"])
        {
            for (var step = 1; step <= Steps; step++)
            {
                if (step == Steps / 2) line.IsCut = stage == "fetch";
                await Task.Delay(10, stop); // the work
                await report(stage, 100 * step / Steps);
            }

            await complete(stage);
        }
    }
}
