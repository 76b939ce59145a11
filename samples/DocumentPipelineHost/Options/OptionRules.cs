using DocumentEngine.Messages;
using DocumentEngine.Text;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Options;

/// <summary>
/// The rules between the options. What is requested is done, with everything that it needs; changes are reported, or,
/// where the caller is strict, refused. An option that is not stated is off (V2's default), so switching it on for
/// another option is a change too.
/// </summary>
public static class OptionRules
{
    private static readonly LocalizedText ForAnalysis = MessageCatalog.Text("option.for_analysis");
    private static readonly LocalizedText ForProcessing = MessageCatalog.Text("option.for_processing");
    private static readonly LocalizedText NothingAsked = MessageCatalog.Text("option.nothing_asked");

    /// <summary>Applies the rules.</summary>
    /// <exception cref="ProblemException"><c>option_conflict</c>, where strict.</exception>
    public static ResolvedOptions Resolve(ProcessingChoice choice, bool strict, string language)
    {
        ArgumentNullException.ThrowIfNull(choice);
        var analysis = choice.DeepAnalysis ?? false;
        var summary =
            (choice.GenerateSummary ?? false)
            || (analysis && OptionNeeds.Needs(OptionNames.DeepAnalysis, OptionNames.GenerateSummary));
        var index =
            (choice.CreateIndex ?? false)
            || (analysis && OptionNeeds.Needs(OptionNames.DeepAnalysis, OptionNames.CreateIndex));
        var uploadOnly = !summary && !index;
        var adjustments = new List<Adjustment>(3);
        Note(OptionNames.CreateIndex, choice.CreateIndex ?? false, index, "needed_by_deep_analysis", ForAnalysis);
        Note(
            OptionNames.GenerateSummary, choice.GenerateSummary ?? false, summary, "needed_by_deep_analysis",
            ForAnalysis);
        if (choice.UploadOnly is { } stated)
        {
            var (code, reason) = uploadOnly
                ? ("nothing_requested", NothingAsked)
                : ("processing_requested", ForProcessing);
            Note(OptionNames.UploadOnly, stated, uploadOnly, code, reason);
        }

        if (strict && adjustments.Count > 0)
            throw DocumentProblems.OptionConflict.With(
                string.Join("; ", adjustments.Select(static each => $"{each.Option} ({each.Message})")));
        return new ResolvedOptions(new ProcessingOptions(uploadOnly, summary, index, analysis), adjustments);

        void Note(string option, bool from, bool to, string code, LocalizedText reason)
        {
            if (from != to)
                adjustments.Add(new Adjustment(option, from, to, code, reason.In(language)));
        }
    }
}
