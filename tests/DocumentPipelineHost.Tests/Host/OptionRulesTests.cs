using CsCheck;
using DocumentPipelineHost.Options;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Tests.Host;

public sealed class OptionRulesTests
{
    private static readonly Gen<bool?> Stated = Gen.Int[0, 2].Select(static pick => pick switch { 0 => null, 1 => true, _ => (bool?)false });

    private static readonly Gen<ProcessingChoice> Choices = Gen.Select(Stated, Stated, Stated, Stated, static (only, index, summary, deep) =>
        new ProcessingChoice { UploadOnly = only, CreateIndex = index, GenerateSummary = summary, DeepAnalysis = deep });

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
}
