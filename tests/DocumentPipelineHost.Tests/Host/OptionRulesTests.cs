using CsCheck;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Options;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Tests.Host;

public sealed class OptionRulesTests
{
    private static readonly Gen<bool?> Stated = Gen.Int[0, 2]
        .Select(static pick =>
            pick switch
            {
                0 => null,
                1 => true,
                _ => (bool?)false,
            });

    private static readonly Gen<ProcessingChoice> Choices = Gen.Select(
        Stated, Stated, Stated, Stated,
        static (only, index, summary, deep) =>
            new ProcessingChoice
            {
                UploadOnly = only, CreateIndex = index, GenerateSummary = summary, DeepAnalysis = deep,
            });

    [Fact]
    public void Resolve_AnyChoice_DoesWhatIsAskedForWithWhatItNeeds() => Choices.Sample(static choice =>
    {
        var (options, adjustments) = OptionRules.Resolve(choice, strict: false, "en");
        Assert.True(options.DeepAnalysis == (choice.DeepAnalysis ?? false));
        Assert.True(options.CreateIndex || !((choice.CreateIndex ?? false) || options.DeepAnalysis));
        Assert.True(options.GenerateSummary || !((choice.GenerateSummary ?? false) || options.DeepAnalysis));
        Assert.Equal(options.UploadOnly, !options.CreateIndex && !options.GenerateSummary);
        Assert.All(adjustments, static each => Assert.NotEqual(each.From, each.To));
    });

    [Fact]
    public void Resolve_Strict_RefusesExactlyWhatWouldBeAdjusted() => Choices.Sample(static choice =>
    {
        var adjusted = OptionRules.Resolve(choice, strict: false, "en").Adjustments.Count > 0;
        var refused = Record.Exception(() => OptionRules.Resolve(choice, strict: true, "en"));
        Assert.Equal(adjusted, refused is ProblemException { Problem.Code: "option_conflict" });
    });

    /// <summary>The page applies the data, the server its rules: both turn the same on.</summary>
    [Theory]
    [InlineData(OptionNames.CreateIndex)]
    [InlineData(OptionNames.GenerateSummary)]
    [InlineData(OptionNames.DeepAnalysis)]
    public void Resolve_OneOption_TurnsOnWhatItsDataSays(string option)
    {
        var rows = new OptionCatalog(
            Microsoft.Extensions.Options.Options.Create(new UploadOptions()),
            Microsoft.Extensions.Options.Options.Create(new ModelOptions()))
            .Answer
            .Options;
        var told = new HashSet<string>(StringComparer.Ordinal) { option };
        while (rows.Where(row => told.Contains(row.Id)).SelectMany(static row => row.Needs).Any(told.Add))
        {
            // What is needed needs something itself.
        }

        var choice = new ProcessingChoice
        {
            CreateIndex = option == OptionNames.CreateIndex, GenerateSummary = option == OptionNames.GenerateSummary,
            DeepAnalysis = option == OptionNames.DeepAnalysis,
        };
        var options = OptionRules.Resolve(choice, strict: false, "en").Options;

        Assert.Equal(
            (
                told.Contains(OptionNames.CreateIndex), told.Contains(OptionNames.GenerateSummary),
                told.Contains(OptionNames.DeepAnalysis)),
            (options.CreateIndex, options.GenerateSummary, options.DeepAnalysis));
        Assert.Contains("parse", told);
    }
}
