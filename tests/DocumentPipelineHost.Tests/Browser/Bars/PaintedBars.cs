using System.Text.Json;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser.Bars;

/// <summary>
/// Reads every bar of the page in each frame that the browser paints, after all script and layout of that frame, beside
/// what the page's socket had brought until then.
/// </summary>
internal sealed class PaintedBars(IPage page)
{
    private static readonly string Script = File.ReadAllText(
        Path.Combine(Assets.Root, "tests", "DocumentPipelineHost.Tests", "Browser", "Bars", "paintedBars.js"));

    public static async Task<PaintedBars> RecordAsync(IPage page)
    {
        await page.AddInitScriptAsync(Script);
        return new(page);
    }

    /// <summary>All since the page was loaded, by bar: the frames in their order.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<BarFrame>>> FramesAsync()
    {
        var json = await page.EvaluateAsync<string>("() => JSON.stringify(globalThis.paintedBars)");
        var frames = JsonSerializer.Deserialize<BarFrame[]>(json, JsonSerializerOptions.Web)!;
        return frames
            .GroupBy(static frame => frame.Bar)
            .ToDictionary(static bar => bar.Key, static bar => (IReadOnlyList<BarFrame>)[.. bar]);
    }

    /// <summary>
    /// Waits until a bar was painted at that percent or beyond, in a run of its pipeline that ends with this.
    /// </summary>
    public Task UntilAsync(string bar, double percent, int run = 1) => page.WaitForFunctionAsync(
        """
        ([bar, percent, run]) => {
          const frames = globalThis.paintedBars.filter((frame) => frame.bar === bar && frame.known !== null);
          return new Set(frames.map((frame) => frame.run)).size >= run && frames.at(-1)?.shown >= percent;
        }
        """,
        new object[] { bar, percent, run },
        new() { Timeout = 60_000, PollingInterval = 50 });
}
