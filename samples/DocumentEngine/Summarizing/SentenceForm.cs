using System.Text.RegularExpressions;
using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>Evaluates by form whether a sentence is understandable on its own in a summary.</summary>
internal static partial class SentenceForm
{
    private const double AimWorth = 3;

    /// <summary>
    /// 0 where it is not, 1 for an ordinary sentence, more for one that states the subject of the document.
    /// </summary>
    public static double Worth(string sentence)
    {
        var cjk = CjkScript.Count(sentence);
        var isChinese = cjk * 3 >= sentence.Length;
        if (
            !HasGoodLength(sentence, cjk, isChinese)
            || !Sentences.EndsOne(sentence)
            || sentence[^1] is ':' or '：'
            || IsCode(sentence))
            return 0;
        if (!isChinese && !(char.IsUpper(sentence[0]) || char.IsDigit(sentence[0]) || sentence[0] is '"' or '“'))
            return 0;
        var outside = Parenthesis().Replace(sentence, "");
        if (outside.Length == 0)
            return 0;
        var worth = isChinese ? ChineseWorth(outside) : EnglishWorth(outside);
        if (Legal().IsMatch(sentence))
            worth *= 0.2;
        return worth * (ListLead().IsMatch(sentence) ? 0.5 : 1) * (Figure().Count(outside) > 2 ? 0.7 : 1);
    }

    private static bool HasGoodLength(string sentence, int cjk, bool isChinese) => isChinese
        ? sentence.Length is >= 16 and <= 160 && cjk >= 10
        : sentence.Length is >= 40 and <= 330 && sentence.Count(c => c == ' ') is >= 6 and <= 50;

    private static bool IsCode(string sentence)
    {
        var outside = Parenthesis().Replace(sentence, "");
        var letters = outside.Count(c =>
            char.IsLetter(c) || c is ' ' or ',' or '，' or '.' or '。' or '、' or '\'' or '’' or '-');
        return letters * 100 < outside.Length * 88 || CodeMark().IsMatch(sentence);
    }

    private static double EnglishWorth(string sentence) =>
        (EnglishAim().IsMatch(sentence) ? AimWorth : EnglishDefinition().IsMatch(sentence) ? 1.3 : 1)
        * (EnglishDangling().IsMatch(sentence) ? 0.55 : 1)
        * (EnglishPointer().IsMatch(sentence) ? 0.5 : 1)
        * (sentence[^1] == '?' ? 0.4 : 1);

    private static double ChineseWorth(string sentence) =>
        (ChineseAim().IsMatch(sentence) ? AimWorth : ChineseDefinition().IsMatch(sentence) ? 1.3 : 1)
        * (ChineseDangling().IsMatch(sentence) ? 0.55 : 1)
        * (ChinesePointer().IsMatch(sentence) ? 0.5 : 1)
        * (sentence[^1] is '？' or '?' ? 0.4 : 1);

    [GeneratedRegex(@"^(?:•|\d{1,2}[.)、])\s*")]
    private static partial Regex ListLead();

    [GeneratedRegex(@"\d[\d.,]*")]
    private static partial Regex Figure();

    [GeneratedRegex(@"[(（][^()（）]{0,80}[)）]")]
    private static partial Regex Parenthesis();

    [GeneratedRegex(@"[{}|<>=$\\`~^#]|://|www\.|\w@\w|\.{3}|\w\(\d\)|(?:^|\s)--?\w|[A-Za-z]_[A-Za-z]|""/|[/”]\w+/\w+")]
    private static partial Regex CodeMark();

    [GeneratedRegex(
        @"copyright|©|all rights reserved|warrant(?:y|ies)|licen[cs]e|permission is|trademark|\bISBN\b|版权|保留所有权利|许可证|商标|译者|翻译|之日起(?:施行|实施|生效)|负责解释|实施细则",
        RegexOptions.IgnoreCase)]
    private static partial Regex Legal();

    [GeneratedRegex(
        @"^.{0,60}\b(?:this|the present|our)\s+(?:\w+\s+){0,2}(?:document|guide|manual|report|paper|article|book|handbook|policy|study|standard|agreement|contract|letter|tutorial|reference|plan|proposal)\b(?!s).{0,80}\b(?:describ|explain|provid|cover|present|introduc|intend|aim|show|document|giv|about|defin|sets? out|summari|discuss|contain|appl|purpose|help|report|offer|serv|propos)|^(?:the\s+)?(?:purpose|aim|goal|objective)s?\s+of\s+(?:this|the)\b|\bwe\s+(?:propose|present|conclude)\b|\bin\s+(?:summary|conclusion)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex EnglishAim();

    [GeneratedRegex(
        @"^(?:The |An? )?[\w/-]+(?: [\w/-]+){0,4} (?:is|are) (?:an?|the|free|open|one)\b", RegexOptions.IgnoreCase)]
    private static partial Regex EnglishDefinition();

    [GeneratedRegex(
        @"^(?:it|its|this|that|these|those|they|their|he|she|his|her|such|so|but|and|or|however|also|then|thus|therefore|hence|otherwise|moreover|furthermore|for example|for instance|in this case|in that case|if so|as such|as a result|instead|both|another|here|there|on the other hand|in addition|similarly|likewise|still|yet|again|i|what|as|among (?:these|those)|(?:\w+ ){1,3}(?:it|its|them|they|these|those))\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex EnglishDangling();

    [GeneratedRegex(
        @"\b(?:see|refer to)\b|\b(?:figure|table|section|chapter|page|step|example)\s+\d|\b(?:above|below|following|previous|next)\s+(?:section|chapter|table|figure|example|command|list|page|step)|\bas (?:follows|mentioned|described|shown|noted|explained)\b|\bI\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex EnglishPointer();

    [GeneratedRegex(
        @"^.{0,16}(?:本|该|此|这[份本篇])(?:文档|文|手册|指南|报告|书|教程|规范|规定|协议|合同|制度|办法|标准|方案|参考手册|说明书)[^。]{0,40}(?:介绍|说明|描述|旨在|提供|讲述|阐述|规定|适用|讨论|总结|涵盖|解释|定义|面向|帮助|针对|制定|目标)|旨在|(?:目的|宗旨)是|为了?(?:规范|加强|明确|帮助)[^。]{0,40}(?:制定|编写|本)"
    )]
    private static partial Regex ChineseAim();

    [GeneratedRegex(@"^[^，。是]{2,20}是(?:一|指|由|以|开源|自由|基于|用于|最|我国|世界)")]
    private static partial Regex ChineseDefinition();

    [GeneratedRegex(
        @"^(?:但|尽管|虽然|然而|因此|所以|而且|并且|例如|比如|譬如|它|他|她|这|那|此外|另外|其中|其|同时|如果|不过|否则|于是|于此|由此|同样|也|又|还|即|则|当然|然后|接着|注意|警告|提示|• |\d+[.、)])"
    )]
    private static partial Regex ChineseDangling();

    [GeneratedRegex(@"参见|参阅|请看|见第|如图|如下|下[表图列面]|以下|上[表图述面]|本[节章]|第\s*[\d.]+\s*[节章]")]
    private static partial Regex ChinesePointer();
}
