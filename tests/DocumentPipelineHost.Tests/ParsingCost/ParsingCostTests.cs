using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using DocumentEngine.Parsing;
using DocumentPipelineHost.Engine;
using DocumentPipelineHost.Tests.Engine;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.MixedBatch;
using DocumentPipelineHost.Tests.Services;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.ParsingCost;

/// <summary>
/// Measures what reading documents in processes of their own costs. <c>DPA_DOCUMENTS</c> names the folder that
/// benchmarks/documents/collect.py filled, <c>DPA_COST_RESULTS</c> the file for the figures, <c>DPA_COST_PAIRS</c> how
/// many pairs are measured, <c>DPA_COST_PARTS</c> which parts of <see cref="AllParts"/>.
/// </summary>
public sealed class ParsingCostTests
{
    private const int Pairs = 7;
    private const int WarmUps = 3;
    private const int Starts = 5;
    private const int Small = 50;
    private const double MostTimes = 1.2;

    /// <summary>
    /// Files of many pages, a batch without a host, a batch of a host, starts of a process, two at once.
    /// </summary>
    private const string AllParts = "files,engine,host,starts,two";

    private const string Command =
        "DPA_DOCUMENTS=folder DPA_COST_RESULTS=benchmarks/results/engine-cost.md "
        + "artifacts/bin/DocumentPipelineHost.Tests/release/DocumentPipelineHost.Tests -class '*ParsingCostTests'";

    private static readonly string[] Long = ["debian-reference.zh-cn.pdf", "LinuxCNC_Documentation_zh_CN.pdf"];

    private readonly StringBuilder _report = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string[] Parts =>
        (Environment.GetEnvironmentVariable("DPA_COST_PARTS") ?? AllParts).Split(',');

    private static int PairCount =>
        Environment.GetEnvironmentVariable("DPA_COST_PAIRS") is { } pairs
            ? int.Parse(pairs, CultureInfo.InvariantCulture)
            : Pairs;

    [Fact]
    public async Task Read_RealDocuments_CostsLittleMoreInAProcessOfItsOwn()
    {
        Assert.SkipWhen(MixedDocuments.Folder is null, "DPA_DOCUMENTS names no folder of documents.");
        await AddAsync($"# What reading documents in processes of their own costs\n\n{Machine()}\n{CostPairs.Head}");
        using var engine = new EngineOfTest();
        var documents = Parts.Contains("engine") || Parts.Contains("host")
            ? MixedDocuments.Create().Where(static document => !document.EndsItsReader).ToList()
            : [];
        var times = new List<double>();
        var used = 1;
        if (Parts.Contains("files"))
            foreach (var name in Long)
                times.Add(await MeasureFileAsync(engine, name));
        if (Parts.Contains("engine"))
            await MeasureEngineAsync(documents);
        if (Parts.Contains("host"))
            await MeasureHostAsync(documents);
        if (Parts.Contains("starts"))
            used = await MeasureStartsAsync(engine);
        if (Parts.Contains("two"))
            await MeasureTwoAsync(engine);
        await AddAsync($"\nRepeat: `{Command}`");

        Assert.All(times, static each => Assert.InRange(each, 0, MostTimes));
        Assert.InRange(used, 1, 2); // those that are warm
    }

    private async Task<double> MeasureFileAsync(EngineOfTest engine, string name)
    {
        var path = Path.Combine(MixedDocuments.Folder!, name);
        var pages = 0;
        var pairs = await CostPairs.OfAsync(
            PairCount, WarmUps, () => Task.Run(() => pages = ReadHere(path), Cancellation),
            () => engine.ReadAsync(path), Cancellation);
        await AddAsync(pairs.Row($"{name}, {pages} pages, read by a warm process"));
        return pairs.Times;
    }

    private async Task MeasureEngineAsync(List<MixedDocument> documents)
    {
        using var batch = new EngineBatch(documents);
        using var engine = new EngineOfTest();
        var pairs = await CostPairs.OfAsync(
            PairCount, 1, () => batch.RunAsync(new EngineInTheHost(), Cancellation),
            () => batch.RunAsync(engine.Calls, Cancellation), Cancellation);
        await AddAsync(pairs.Row($"{documents.Count} mixed documents: read, summarised and analysed, without a host"));
    }

    private async Task MeasureHostAsync(List<MixedDocument> documents)
    {
        var pool = new EngineOfTest();
        await using var apart = await HostAtWork.StartAsync(
            Rows.Sqlite, all => all.AddSingleton<IDocumentEngine>(pool.Calls));
        await using var here = await HostAtWork.StartAsync(
            Rows.Sqlite, static all => all.AddSingleton<IDocumentEngine, EngineInTheHost>());
        var user = 0; // each has documents of their own
        var pairs = await CostPairs.OfAsync(
            PairCount, 1, () => RunAsync(here, documents, ++user), () => RunAsync(apart, documents, ++user),
            Cancellation);
        pool.Dispose();
        await AddAsync(pairs.Row($"{documents.Count} mixed documents as a batch of a host"));
    }

    private static async Task RunAsync(HostAtWork work, List<MixedDocument> documents, int user)
    {
        using var client = work.Host.As($"user-{user}");
        var run = await MixedBatchRun.OfAsync(client, documents);
        foreach (var document in documents)
            Assert.Equal((document.Name, document.Code), (document.Name, (string?)run.Of(document.Name)["code"]));
    }

    private async Task<int> MeasureStartsAsync(EngineOfTest engine)
    {
        var path = Assets.Of("garden-basics.en.docx");
        var cold = new List<Cost>();
        for (var i = 0; i < Starts; i++)
        {
            using var fresh = new EngineOfTest();
            cold.Add(await Cost.OfAsync(() => fresh.ReadAsync(path), Cancellation));
        }

        var used = new HashSet<int>();
        await engine.ReadAsync(path);
        var warm = await Cost.OfAsync(
            async () =>
            {
                for (var i = 0; i < Small; i++)
                    used.Add((await engine.ReadAsync(path)).ProcessId);
            },
            Cancellation);
        await AddAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"\nA new process and its first small document: {Middle(cold, static each => each.Processor):0.000} s "
                    + $"of the processor, {Middle(cold, static each => each.Clock):0.000} s by the clock "
                    + $"({Starts} starts); each of {Small} further documents: {warm.Processor / Small:0.0000} s and "
                    + $"{warm.Clock / Small:0.0000} s, in {used.Count} process."));
        return used.Count;
    }

    private async Task MeasureTwoAsync(EngineOfTest engine)
    {
        var path = Path.Combine(MixedDocuments.Folder!, Long[1]);
        var (gains, ceilings) = (new List<double>(), new List<double>());
        for (var round = 0; round < PairCount; round++)
        {
            var one = Stopwatch.StartNew();
            await engine.ReadAsync(path);
            var alone = one.Elapsed;
            var both = Stopwatch.StartNew();
            var readers = await Task.WhenAll(engine.ReadAsync(path), engine.ReadAsync(path));
            gains.Add(2 * alone / both.Elapsed);
            Assert.NotEqual(readers[0].ProcessId, readers[1].ProcessId); // a core for each, where there are two
            ceilings.Add(await TwoProcesses.GainAsync());
        }

        await AddAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"\nTwo at once in two processes do {Middle(gains, static each => each):0.00} times what one does in "
                    + $"the same time ({gains.Min():0.00}–{gains.Max():0.00}, {gains.Count} rounds); two processes that "
                    + $"only count, beside them: {Middle(ceilings, static each => each):0.00} "
                    + $"({ceilings.Min():0.00}–{ceilings.Max():0.00})."));
    }

    private async Task AddAsync(string line)
    {
        _report.Append(line).Append('\n');
        TestContext.Current.SendDiagnosticMessage(line);
        if (Environment.GetEnvironmentVariable("DPA_COST_RESULTS") is { } results)
            await File.WriteAllTextAsync(results, _report.ToString(), Cancellation);
    }

    private static string Machine() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, "
                + $"{RuntimeInformation.FrameworkDescription}; load average at the start "
                + $"{(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown")}.\n");

    private static int ReadHere(string path)
    {
        using var document = DocumentOpener.Open(path);
        return document.ReadPages().Count();
    }

    private static double Middle<T>(List<T> all, Func<T, double> part) =>
        all.Select(part).Order().ElementAt(all.Count / 2);
}
