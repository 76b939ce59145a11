using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>A client that writes down what it is told (<c>Pages/record.js</c>), wherever it runs.</summary>
internal abstract class RecordedClient
{
    public abstract Task<Told> ToldAsync();

    public Task ExpectStatusAsync(string status, int withinSeconds = 30) =>
        ExpectAsync(told => told.Status == status, $"status {status}", withinSeconds);

    /// <summary>Waits until its own count of states of a pipeline has grown by so many: news arrives.</summary>
    public async Task ExpectNewsAsync(string pipeline, int states = 3)
    {
        var before = (await ToldAsync()).Of(pipeline).States;
        await ExpectAsync(told => told.Of(pipeline).States >= before + states, $"{states} more states of {pipeline}");
    }

    public async Task ExpectAsync(Func<Told, bool> holds, string what, int withinSeconds = 30)
    {
        Told? last = null;
        try
        {
            await Eventually.HoldsAsync(
                async () => holds(last = await ToldAsync()),
                what, TimeSpan.FromSeconds(withinSeconds));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"It did not come to be: {what}. The client says: {last}");
        }
    }
}
