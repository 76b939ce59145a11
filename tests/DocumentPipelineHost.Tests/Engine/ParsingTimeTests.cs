using System.Diagnostics;
using System.Globalization;
using System.Text;
using DocumentEngine.Documents;
using DocumentEngine.Parsing;

namespace DocumentPipelineHost.Tests.Engine;

/// <summary>
/// Measures what reading in a process of its own costs: <c>DPA_ENGINE_DOCUMENTS</c> names a folder of real documents,
/// <c>DPA_ENGINE_RESULTS</c> the file for the figures.
/// </summary>
public sealed class ParsingTimeTests
{
    private const int Rounds = 7;
    private const int Small = 50;
    private const double MostTimes = 1.2;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_RealDocuments_CostsLittleMoreInAProcessOfItsOwn()
    {
        var folder = Environment.GetEnvironmentVariable("DPA_ENGINE_DOCUMENTS");
        Assert.SkipWhen(folder is null, "DPA_ENGINE_DOCUMENTS names no folder of documents.");
        using var engine = new EngineOfTest();
        var table = new StringBuilder(
            "| document | pages | in the host, s | in a process, s | times | two at once in two processes, s "
                + "| in the time of one | two that only count |\n|---|---|---|---|---|---|---|---|\n"
        );
        var times = new List<double>();
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var (here, there, both) = (new List<double>(), new List<double>(), new List<double>());
            var (gains, ceilings) = (new List<double>(), new List<double>());
            var pages = 0;
            for (var round = 0; round <= Rounds; round++)
            {
                var one = Seconds(() => pages = ReadHere(path));
                var other = await SecondsAsync(() => engine.ReadAsync(path));
                var readers = new HashSet<int>();
                var two = await SecondsAsync(async () =>
                    readers.UnionWith(
                        (await Task.WhenAll(engine.ReadAsync(path), engine.ReadAsync(path))).Select(static each =>
                            each.ProcessId)));
                Assert.Equal(2, readers.Count); // a core for each, where there are two
                var ceiling = await TwoProcesses.GainAsync();
                if (round == 0)
                    continue; // warm
                here.Add(one);
                there.Add(other);
                both.Add(two);
                gains.Add(2 * other / two);
                ceilings.Add(ceiling);
            }

            times.Add(Median(there) / Median(here));
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {Path.GetFileName(path)} | {pages} | {Median(here):0.00} | {Median(there):0.00} | {times[^1]:0.00} "
                    + $"| {Median(both):0.00} | {Median(gains):0.00} | {Median(ceilings):0.00} |\n"
            );
        }

        var small = Host.Assets.Of("garden-basics.en.docx");
        var start = await SecondsAsync(async () =>
        {
            using var cold = new EngineOfTest();
            await cold.ReadAsync(small);
        });
        var used = new HashSet<int>();
        var warm = await SecondsAsync(async () =>
        {
            for (var i = 0; i < Small; i++)
                used.Add((await engine.ReadAsync(small)).ProcessId);
        });
        table.Append(
            CultureInfo.InvariantCulture,
            $"\nA new process and its first small document: {start:0.000} s; each of {Small} further ones: "
                + $"{warm / Small:0.000} s.\n"
        );
        if (Environment.GetEnvironmentVariable("DPA_ENGINE_RESULTS") is { } results)
            await File.WriteAllTextAsync(results, table.ToString(), Cancellation);
        TestContext.Current.TestOutputHelper?.WriteLine(table.ToString());
        Assert.All(times, static each => Assert.InRange(each, 0, MostTimes));
        Assert.InRange(used.Count, 1, 2); // those that are warm
    }

    private static int ReadHere(string path)
    {
        using IParsedDocument document = DocumentOpener.Open(path);
        return document.ReadPages().Count();
    }

    private static double Seconds(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
