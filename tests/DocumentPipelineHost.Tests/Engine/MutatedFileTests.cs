using CsCheck;
using DocumentEngine.Documents;
using DocumentEngine.Tests.Parsing;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Engine;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Engine;

/// <summary>Real files with some bytes changed, or cut off; 500 of them under <c>DPA_LONG=1</c>.</summary>
public sealed class MutatedFileTests
{
    private static readonly string[] Files =
    [
        "kitchen-garden.en.pdf", "library-volunteers.zh.pdf", "garden-basics.en.docx", "garden-basics.en.html",
        "cycling.zh.md", "tools/pandoc.pptx", "tools/libreoffice.xlsx", "tools/pandoc.epub", "laboratory-safety.zh.txt",
        "cases/euc-kr.txt", "cases/harvest.csv", "cases/harvest-gb18030.csv",
    ];

    private static int Mutants => Environment.GetEnvironmentVariable("DPA_LONG") == "1" ? 500 : 50;

    [Fact]
    public async Task Read_MutatedFile_IsReadOrFailsWithACodeAndTheNextGoesOn()
    {
        using var engine = new EngineOfTest(new EngineOptions { CpuSeconds = 20 });
        var mutant = Gen.Select(
            Gen.Int[0, Files.Length - 1].Select(static i => File.ReadAllBytes(Assets.Of(Files[i]))),
            Gen.Select(Gen.Double[0, 1], Gen.Byte).Array[1, 60],
            Gen.Double[0.05, 1.5]);

        await mutant.SampleAsync(
            async each =>
            {
                var (whole, changes, kept) = each;
                var bytes = (byte[])whole.Clone();
                foreach (var (place, value) in changes)
                    bytes[(int)(place * (bytes.Length - 1))] = value;
                using var file = new TemporaryFile(bytes[..(int)(Math.Min(kept, 1) * bytes.Length)]);
                await SurvivesAsync(engine, file.FullName);
            },
            iter: Mutants,
            threads: 2);

        Assert.Equal(50, (await engine.ReadAsync(Assets.FiftyPages)).Pages.Count);
    }

    private static async Task SurvivesAsync(EngineOfTest engine, string path)
    {
        try
        {
            await engine.ReadAsync(path);
        }
        catch (Exception failure) when (failure is DocumentException or EngineEndedException)
        {
            // Its own code, or three attempts and then its own code.
        }
    }
}
