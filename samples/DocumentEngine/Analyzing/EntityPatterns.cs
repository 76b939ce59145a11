using System.Text.RegularExpressions;

namespace DocumentEngine.Analyzing;

/// <summary>
/// How entities are written, in English and Chinese. Every pattern runs in linear time, whatever the text.
/// </summary>
internal static partial class EntityPatterns
{
    public static readonly IReadOnlyList<(EntityKind Kind, Regex Pattern)> All =
    [
        (EntityKind.Email, Email()),
        (EntityKind.Url, Url()),
        (EntityKind.Date, Date()),
        (EntityKind.Money, Money()),
        (EntityKind.Percentage, Percentage()),
        (EntityKind.Quantity, Quantity()),
    ];

    private const RegexOptions Linear =
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    public static readonly Regex Reference = new(
        @"\b(see|refer to|in)\s+(section|chapter|appendix|figure|table|part)\s+[0-9A-Z]+(\.[0-9]+)*|(参见|见|参阅|请参考|详见)\s*(第\s*[0-9一二三四五六七八九十百]+(\.[0-9]+)*\s*[章节部分条]|附录\s*[0-9A-Z]+|[图表]\s*[0-9]+([.-][0-9]+)*)",
        Linear);

    private static Regex Email() => new(@"[A-Z0-9._%+-]{1,64}@[A-Z0-9.-]{1,190}\.[A-Z]{2,24}", Linear);

    private static Regex Url() => new(@"https?://[^\s<>""'）)】」，。；]{3,300}", Linear);

    private static Regex Date() =>
        new(
            @"[12][0-9]{3}\s*年\s*[0-9]{1,2}\s*月(\s*[0-9]{1,2}\s*日)?|[12][0-9]{3}[-/][01]?[0-9][-/][0-3]?[0-9]|([0-3]?[0-9]\s+)?(January|February|March|April|May|June|July|August|September|October|November|December)\s+([0-3]?[0-9],?\s+)?[12][0-9]{3}",
            Linear);

    private static Regex Money() =>
        new(
            @"[$€£¥￥]\s?[0-9][0-9,]*(\.[0-9]+)?(\s?(million|billion|万|亿))?|[0-9][0-9,]*(\.[0-9]+)?\s?(万|亿)?\s?(元|美元|欧元|人民币|USD|EUR|CNY|RMB|dollars|euros)",
            Linear);

    private static Regex Percentage() => new(@"[0-9]+(\.[0-9]+)?\s?[%％‰]|百分之[0-9一二三四五六七八九十百点]+", Linear);

    private static Regex Quantity() =>
        new(
            @"\b[0-9][0-9,]*(\.[0-9]+)?\s?(KB|MB|GB|TB|KiB|MiB|GiB|kg|km|mm|cm|ms|GHz|MHz|kW|hours|minutes|seconds|days)\b|[0-9][0-9,]*(\.[0-9]+)?\s?(公里|千克|公斤|小时|分钟|毫秒|平方米)",
            Linear);
}
