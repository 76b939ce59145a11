using System.Diagnostics;
using Dpa.Realtime.Faults.Processes;
using DocumentEngine.Documents;
using DocumentEngine.Parsing;
using DocumentEngine.Tests.Hostile;
using DocumentEngine.Tests.Parsing;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Engine;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Engine;

/// <summary>Parsing processes: what they give, what they may use, and how they end.</summary>
public sealed class EngineProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("kitchen-garden.en.pdf")]
    [InlineData("library-volunteers.zh.pdf")]
    [InlineData("garden-basics.en.docx")]
    [InlineData("cycling.zh.md")]
    public async Task ReadPages_Asset_AreThoseOfTheEngineItself(string name)
    {
        using var engine = new EngineOfTest();
        using var here = DocumentOpener.Open(Assets.Of(name));
        await using var there = await engine.Calls.OpenAsync(Assets.Of(name), 1, Cancellation);

        Assert.Equal(
            (here.Kind, here.PageCount, here.Title), (there.Info.Kind, there.Info.PageCount, there.Info.Title));
        Assert.Equal(here.Outline, there.Info.Outline);
        Assert.Equal(here.ReadPages(), await there.ReadPagesAsync(Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task ReadPages_FromALaterPage_BeginThere()
    {
        using var engine = new EngineOfTest();
        await using var file = await engine.Calls.OpenAsync(Assets.FiftyPages, 48, Cancellation);

        Assert.Equal(
            [48, 49, 50],
            await file.ReadPagesAsync(Cancellation).Select(static page => page.Number).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Open_BrokenFile_FailsAsTheEngineSaysAndTheProcessGoesOn()
    {
        using var engine = new EngineOfTest();
        var (first, _) = await engine.ReadAsync(Assets.FiftyPages);

        Assert.Equal(
            DocumentErrorCodes.Encrypted,
            (await Assert.ThrowsAsync<DocumentException>(() => engine.ReadAsync(Assets.Of("encrypted.pdf")))).Code);
        Assert.Equal(first, (await engine.ReadAsync(Assets.FiftyPages)).ProcessId);
    }

    [Fact]
    public async Task Requests_Many_GetANewProcess()
    {
        using var engine = new EngineOfTest(new EngineOptions { RequestsPerProcess = 2 });
        var used = new List<int>();
        for (var i = 0; i < 4; i++)
            used.Add((await engine.ReadAsync(Assets.Of("garden-basics.en.docx"))).ProcessId);

        Assert.Equal([used[0], used[0], used[2], used[2]], used);
        Assert.NotEqual(used[0], used[2]);
    }

    [Fact]
    public async Task Requests_FilesThatTakeMuchMemoryOneAfterTheOther_KeepTheProcess()
    {
        using var engine = new EngineOfTest();
        using var file = new TemporaryFile(HostileFiles.Bytes("page-tree.pdf")); // more than half of the limit
        var used = new HashSet<int>();
        for (var i = 0; i < 4; i++)
            used.Add((await engine.ReadAsync(file.FullName)).ProcessId);

        Assert.Single(used);
    }

    [Fact]
    public async Task MemoryLimit_FileThatFillsIt_EndsTheProcessBelowIt()
    {
        var options = new EngineOptions();
        using var engine = new EngineOfTest(options);
        using var file = new TemporaryFile(HostileFiles.Bytes("bomb.pdf"));

        var ended = await Assert.ThrowsAsync<EngineEndedException>(() => engine.ReadAsync(file.FullName));

        Assert.Equal(EngineEnd.Memory, ended.End);
        Assert.Equal(DocumentErrorCodes.TooComplex, ended.ToError(3).Code);
    }

    [Fact]
    public async Task CpuSeconds_PageWithoutEnd_EndsTheProcessForGood()
    {
        using var engine = new EngineOfTest(new EngineOptions { CpuSeconds = 1 });
        using var file = new TemporaryFile(HostileFiles.Bytes("doubling-forms.pdf"));

        var ended = await Assert.ThrowsAsync<EngineEndedException>(() => engine.ReadAsync(file.FullName));

        Assert.Equal((EngineEnd.Cpu, true), (ended.End, ended.IsFinal));
    }

    [Fact]
    public async Task TimeLimit_PageWithoutEnd_EndsTheProcess()
    {
        using var engine = new EngineOfTest(new EngineOptions { TimeLimit = TimeSpan.FromSeconds(1) });
        using var file = new TemporaryFile(HostileFiles.Bytes("doubling-forms.pdf"));

        Assert.Equal(
            EngineEnd.Time,
            (await Assert.ThrowsAsync<EngineEndedException>(() => engine.ReadAsync(file.FullName))).End);
    }

    [Fact]
    public async Task Stop_InTheMiddleOfAPage_IsSeenAndEndsTheProcess()
    {
        using var engine = new EngineOfTest();
        using var file = new TemporaryFile(LongPdf(2_000));
        await using var opened = await engine.Calls.OpenAsync(file.FullName, 1, Cancellation);
        Signals.Send(opened.ProcessId, Signals.Stop);

        Assert.Equal(
            EngineEnd.Stopped,
            (
                await Assert.ThrowsAsync<EngineEndedException>(async () =>
                    await opened.ReadPagesAsync(Cancellation).CountAsync(Cancellation))).End);
    }

    [Fact]
    public async Task Cancel_PageWithoutEnd_StopsAtOnceAndEndsTheProcess()
    {
        using var engine = new EngineOfTest();
        using var file = new TemporaryFile(HostileFiles.Bytes("doubling-forms.pdf"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var opened = await engine.Calls.OpenAsync(file.FullName, 1, stop.Token);
        using var process = Process.GetProcessById(opened.ProcessId);
        stop.CancelAfter(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await opened.ReadPagesAsync(stop.Token).CountAsync(CancellationToken.None));
        await process.WaitForExitAsync(Cancellation);
    }

    [Fact]
    public async Task Process_OfAHostWithSecrets_HasNoneOfThemAndNoSocket()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("It looks into /proc.");
        Environment.SetEnvironmentVariable("ConnectionStrings__Canary", "Password=SECRET-CANARY");
        using var engine = new EngineOfTest();
        using var file = new TemporaryFile(LongPdf(2_000));
        await using var opened = await engine.Calls.OpenAsync(file.FullName, 1, Cancellation);
        var process = $"/proc/{opened.ProcessId}";

        Assert.DoesNotContain(
            "CANARY", await File.ReadAllTextAsync($"{process}/environ", Cancellation),
            StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Directory.EnumerateFiles($"{process}/fd"), static link =>
            File.ResolveLinkTarget(link, false)?.Name.StartsWith("socket:", StringComparison.Ordinal) == true);
        Assert.Contains(
            "NoNewPrivs:\t1", await File.ReadAllTextAsync($"{process}/status", Cancellation), StringComparison.Ordinal);
    }

    internal static byte[] LongPdf(int pages)
    {
        var words = string.Join(' ', Enumerable.Repeat("Good words on a good page.", 40));
        return PdfOf(Enumerable.Range(1, pages).Select(page => PdfSource.Words($"Page {page}. {words}")));
    }

    /// <summary>
    /// Each page takes more memory than the one before: a process that reads it always needs more than it has.
    /// </summary>
    internal static byte[] GrowingPdf(int pages) =>
        PdfOf(
            Enumerable
                .Range(1, pages)
                .Select(static page =>
                    PdfSource.Words($"Page {page}. {string.Concat(Enumerable.Repeat("Good words. ", 30 * page))}")));

    /// <summary>So many good pages, then one that takes more memory than any process is given.</summary>
    internal static byte[] PdfThatFillsMemoryAfter(int pages) =>
        PdfOf(
            Enumerable
                .Range(1, pages)
                .Select(static page => PdfSource.Words($"Page {page} of good words."))
                .Append(HostilePdf.FillingContent(20_000_000)));

    private static byte[] PdfOf(IEnumerable<string> contents)
    {
        var all = contents.ToList();
        return PdfSource.Of(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            PdfSource.Pages(string.Join(' ', all.Select(static (_, i) => $"{3 + (2 * i)} 0 R")), all.Count),
            .. all.SelectMany(static (content, i) => (string[])[PdfSource.Page(4 + (2 * i)), content]),
        ]);
    }
}
