using System.Text.RegularExpressions;
using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>
/// Determines the type of a document by plain evidence: how it names itself, and the forms that only some types have.
/// </summary>
internal static partial class DocumentTypeEvidence
{
    private const int OpeningLength = 1_500;
    private const int LookedLength = 60_000;
    private const int Naming = 4;
    private const int Enough = 4;

    private static readonly (DocumentType Type, Regex Names)[] Known =
    [
        (DocumentType.Contract, ContractName()),
        (DocumentType.Minutes, MinutesName()),
        (DocumentType.Faq, FaqName()),
        (DocumentType.Policy, PolicyName()),
        (DocumentType.Report, ReportName()),
        (DocumentType.Article, ArticleName()),
        (DocumentType.Manual, ManualName()),
    ];

    public static DocumentType Of(IReadOnlyList<TextBlock> blocks)
    {
        var text = Start(blocks);
        var opening = text[..Math.Min(OpeningLength, text.Length)];
        var title = opening[..Math.Min(160, opening.Length)];
        var scores = Known.ToDictionary(
            known => known.Type,
            known => (known.Names.Count(title) > 0 ? Naming : 0) + Math.Min(4, known.Names.Count(opening)));
        scores[DocumentType.Letter] =
            Salutation().IsMatch(opening) && text.Length < 12_000 ? 2 + (Closing().IsMatch(text) ? 4 : 0) : 0;
        scores[DocumentType.Faq] +=
            Questions(blocks) is >= 3 and var questions && questions * 10 >= blocks.Count ? 4 : 0;
        scores[DocumentType.Contract] += Parties().IsMatch(opening) ? 4 : 0;
        scores[DocumentType.Policy] += PerThousandWords(Obligation().Count(text), text) >= 6 ? 2 : 0;
        scores[DocumentType.Manual] += PerThousandWords(Instruction().Count(text), text) >= 3 ? 3 : 0;
        scores[DocumentType.Article] += References().IsMatch(text) ? 2 : 0;
        var best = scores.OrderByDescending(score => score.Value).ThenBy(score => score.Key).First();
        return best.Value >= Enough ? best.Key : DocumentType.Other;
    }

    private static string Start(IReadOnlyList<TextBlock> blocks)
    {
        var text = new System.Text.StringBuilder();
        foreach (var block in blocks)
        {
            text.Append(block.Text).Append('\n');
            if (text.Length > LookedLength)
                break;
        }

        return text.ToString();
    }

    private static int Questions(IReadOnlyList<TextBlock> blocks) =>
        blocks.Count(block =>
            block.Text.Length < 150 && block.Text[^1] is '?' or '？'
            || block.Text.StartsWith("Q:", StringComparison.Ordinal)
            || block.Text.StartsWith('问'));

    // A Chinese word is about one and a half characters, an English one about six with its blank.
    private static double PerThousandWords(int count, string text) =>
        count * 1000.0 / Math.Max(300, CjkScript.Count(text) > text.Length / 3 ? text.Length / 1.5 : text.Length / 6.0);

    [GeneratedRegex(@"\b(?:contract|agreement|terms of service|lease)\b|合同|协议书|协议", RegexOptions.IgnoreCase)]
    private static partial Regex ContractName();

    [GeneratedRegex(@"\bminutes of\b|\bmeeting minutes\b|会议纪要|会议记录", RegexOptions.IgnoreCase)]
    private static partial Regex MinutesName();

    [GeneratedRegex(@"\bFAQ\b|frequently asked questions|常见问题|问答", RegexOptions.IgnoreCase)]
    private static partial Regex FaqName();

    [GeneratedRegex(
        @"\b(?:policy|regulations?|standard|code of conduct|directive|rules)\b|制度|规定|办法|条例|规范|政策|准则",
        RegexOptions.IgnoreCase)]
    private static partial Regex PolicyName();

    [GeneratedRegex(@"\b(?:report|findings|survey|annual review|assessment)\b|报告|年报|调研|调查", RegexOptions.IgnoreCase)]
    private static partial Regex ReportName();

    [GeneratedRegex(@"\b(?:abstract|in this paper|this article|keywords:|et al)\b|摘要|关键词|本文", RegexOptions.IgnoreCase)]
    private static partial Regex ArticleName();

    [GeneratedRegex(
        @"\b(?:manual|guide|handbook|tutorials?|user'?s guide|how-?to|reference|getting started)\b|手册|指南|教程|说明书|入门|使用说明|参考",
        RegexOptions.IgnoreCase)]
    private static partial Regex ManualName();

    [GeneratedRegex(
        @"^\s*(?:dear\s+\w+|to whom it may concern|尊敬的|亲爱的)", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Salutation();

    [GeneratedRegex(
        @"\b(?:sincerely|kind regards|best regards|yours (?:truly|faithfully))\b|此致|敬礼|顺颂|敬上", RegexOptions.IgnoreCase)]
    private static partial Regex Closing();

    [GeneratedRegex(@"\b(?:hereinafter|by and between|the parties agree|party a)\b|甲方|乙方", RegexOptions.IgnoreCase)]
    private static partial Regex Parties();

    [GeneratedRegex(@"\b(?:must|shall|may not|is required to|are required to)\b|应当|必须|不得|禁止", RegexOptions.IgnoreCase)]
    private static partial Regex Obligation();

    [GeneratedRegex(
        @"\b(?:click|press|install|select|type|run|configure|open) (?:the|on|an?|your|it)\b|安装|配置|点击|单击|输入命令|执行命令",
        RegexOptions.IgnoreCase)]
    private static partial Regex Instruction();

    [GeneratedRegex(
        @"^(?:\d+\.?\s+)?(?:references|bibliography|参考文献)\s*$|\[\d{1,2}\]",
        RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex References();
}
