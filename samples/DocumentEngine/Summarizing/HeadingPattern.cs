using System.Globalization;
using System.Text.RegularExpressions;
using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>Detects headings by their form, for text that has lost its type sizes.</summary>
internal static partial class HeadingPattern
{
    private const int MaxColumns = 84;
    private const int MaxWords = 12;

    /// <summary>
    /// The heading's level, <see cref="TextBlock.UnknownLevel"/> for one without a number, 0 where the line is none.
    /// </summary>
    /// <param name="line">A line that stands by itself.</param>
    public static int Level(string line)
    {
        if (!LooksLikeTitle(line))
            return 0;
        if (Chapter().IsMatch(line))
            return 1;
        if (NumberedLevel(line) is > 0 and var level)
            return level;
        if (ChineseNumbered().IsMatch(line))
            return 2;
        return IsPlainTitle(line) ? TextBlock.UnknownLevel : 0;
    }

    /// <summary>The level that a number shows ("2.1 …" is 2), 0 without a number.</summary>
    public static int NumberedLevel(string line) => Number(line) is { } number ? number.Length : 0;

    /// <summary>The number before a heading ("2.1 …" is 2, 1; "Chapter 2 …" is 2), or null.</summary>
    public static int[]? Number(string line)
    {
        if (Numbered().Match(line) is { Success: true } numbered)
            return numbered
                .Groups[1]
                .Value.Split('.')
                .Select(part => int.Parse(part, CultureInfo.InvariantCulture))
                .ToArray();
        return ChapterNumeral().Match(line) is { Success: true } chapter
            ? [int.Parse(chapter.Groups[1].Value, CultureInfo.InvariantCulture)]
            : null;
    }

    /// <summary>A chapter's number without its title, which then is the next line.</summary>
    public static bool IsChapterNumber(string line) => ChapterNumber().IsMatch(line);

    /// <summary>The caption of a table or figure.</summary>
    public static bool IsCaption(string line) => Caption().IsMatch(line);

    private static bool LooksLikeTitle(string line)
    {
        if (line.Length < 2 || line.Length + CjkScript.Count(line) > MaxColumns || !line.Any(char.IsLetter))
            return false;
        if (".。，,;；:：!！、…".Contains(line[^1]) || "•*-–—$#>%/\\".Contains(line[0]) || char.IsLower(line[0]))
            return false;
        if (Code().IsMatch(line) || Caption().IsMatch(line) || line.Contains('\t') || line.Contains('。'))
            return false;
        return line.Count(c => c == ' ') < MaxWords
            && line.Count(c => char.IsLetter(c) || c == ' ') * 10 >= line.Length * 7;
    }

    // Notes and boxes ("Note" or "提示") are no sections; neither is a sentence without its full stop.
    private static bool IsPlainTitle(string line) => !Box().IsMatch(line) && !Verb().IsMatch(line) && TitleWords(line);

    private static bool TitleWords(string line) =>
        CjkScript.Count(line) > 0 ? CjkScript.Count(line) <= 24 : char.IsUpper(line[0]) && line.Length >= 4;

    [GeneratedRegex(
        @"^(?:(?:chapter|part|appendix|annex|article)\s+(?:\d+|[IVXLC]+|[A-Z])\b|第\s*[一二三四五六七八九十百零\d]+\s*[章部篇编卷条])",
        RegexOptions.IgnoreCase)]
    private static partial Regex Chapter();

    [GeneratedRegex(
        @"^(?:chapter|part|appendix)\s+(?:\d+|[IVXLC]+|[A-Z])\.?$|^第\s*[一二三四五六七八九十百零\d]+\s*[章部篇编卷]$",
        RegexOptions.IgnoreCase)]
    private static partial Regex ChapterNumber();

    [GeneratedRegex(@"^(?:chapter\s+|第\s*)(\d{1,2})(?:\b|\s*章)", RegexOptions.IgnoreCase)]
    private static partial Regex ChapterNumeral();

    [GeneratedRegex(@"^(?:section\s+)?(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+[^\d\s.,:;=+*/-]", RegexOptions.IgnoreCase)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^(?:[一二三四五六七八九十]+、|第\s*[一二三四五六七八九十百零\d]+\s*节)")]
    private static partial Regex ChineseNumbered();

    [GeneratedRegex(@"[{}|<>=$\\`~^]|\b\w+\(\d?\)|--?\w+=|://|\w@\w|^[a-z_-]+ -")]
    private static partial Regex Code();

    [GeneratedRegex(@"^(?:table|figure|fig\.?|listing|example|图|表|图表|示例)\s*\d", RegexOptions.IgnoreCase)]
    private static partial Regex Caption();

    [GeneratedRegex(
        @"^(?:note|notes|warning|tip|caution|important|hint|danger|提示|注意|警告|小心|重要|说明|注|yes|no|true|false)$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Box();

    [GeneratedRegex(@"\b(?:is|are|was|were|will|must|should|can|may|has|have|you|I)\s", RegexOptions.None)]
    private static partial Regex Verb();
}
