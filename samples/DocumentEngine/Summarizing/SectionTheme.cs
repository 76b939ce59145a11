using System.Text.RegularExpressions;

namespace DocumentEngine.Summarizing;

/// <summary>What a heading promises of the text below it: the document's point, or matter around it.</summary>
internal static partial class SectionTheme
{
    public static double Worth(string heading) => Point().IsMatch(heading) ? 1.5 : Around().IsMatch(heading) ? 0.25 : 1;

    [GeneratedRegex(
        @"\b(?:introduction|overview|abstract|summary|purpose|about|scope|conclusions?|background|preface|objectives?|recommendations?|findings|at a glance)\b|概述|概要|概览|简介|引言|前言|序言|摘要|总结|结论|结语|目的|背景|介绍|总则|关于|建议",
        RegexOptions.IgnoreCase)]
    private static partial Regex Point();

    [GeneratedRegex(
        @"\b(?:acknowledge?ments?|thanks|references|bibliography|index|licen[cs]es?|copyright|history|changelog|changes|contributors|authors?|maintainers|translat\w+|colophon|conventions|contents|trademarks?|disclaimer|contact)\b|致谢|鸣谢|参考文献|版权|许可|修订|索引|译者|作者|约定|目录|免责|联系|更新日志|变更",
        RegexOptions.IgnoreCase)]
    private static partial Regex Around();
}
