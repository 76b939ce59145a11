using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Dpa.Realtime.LoadTest.Target;

/// <summary>
/// From a change to the frame of the document host's page that is drawn with it: measured by the page itself in a real
/// browser, which the page's own test <c>DelayTests</c> drives. It reports the 95th percentile.
/// </summary>
internal static partial class PagePainting
{
    private const string Tests =
        "artifacts/bin/DocumentPipelineHost.Tests/release/DocumentPipelineHost.Tests";

    /// <summary>Returns null, and writes a line with the reason, if the tests are not built.</summary>
    public static async Task<TargetFinding?> MeasureAsync(CancellationToken cancellation)
    {
        if (!File.Exists(Tests))
        {
            Console.WriteLine(
                "Change → painted is left out: build tests/DocumentPipelineHost.Tests (-c Release) first.\n");
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("dpa-target");
        try
        {
            var start = new ProcessStartInfo(
                Tests, ["-noColor", "-class", "DocumentPipelineHost.Tests.Browser.Bars.DelayTests"])
            {
                RedirectStandardOutput = true,
                Environment = { ["DPA_LONG"] = "1", ["DPA_PAGE_RESULTS"] = folder.FullName },
            };
            using var process = Process.Start(start) ?? throw new InvalidOperationException("the tests did not start");
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            if (process.ExitCode != 0) throw new InvalidOperationException($"the page's test failed:\n{output}");
            var file = Path.Combine(folder.FullName, "page-delays.md");
            var live = Live().Match(await File.ReadAllTextAsync(file, cancellation));
            return new TargetFinding(
                "into a frame of the page", "95 %", double.Parse(live.Groups[1].Value, CultureInfo.InvariantCulture));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"\| live \|[^|]*\|[^|]*\| (\d+) ms \|")]
    private static partial Regex Live();
}
