using System.Collections.Frozen;

namespace DocumentEngine.Summarizing;

/// <summary>Words that carry no information about the subject of a document.</summary>
internal static class StopWords
{
    /// <summary>English: function words, and the verbs and nouns that every document uses.</summary>
    public static FrozenSet<string> English { get; } =
        Set(
            """
            a an the and or but nor so yet if then else than as at by for from in into of off on onto out over per to up upon via with within without
            about above across after again against along also although always am among an any anyone anything are aren't around away back be became
            because become been before behind being below beside besides between beyond both can can't cannot could couldn't did didn't do does
            doesn't doing don't done down during each either enough etc even ever every everyone everything few first further had has hasn't have
            haven't having he hence her here hers him his how however i i'm it's its itself it just last later least less let like likely made make
            makes making many may maybe me might mine more most much must my myself near need needed needs neither never next no none not nothing now
            of often once one ones only other others otherwise our ours ourselves own perhaps please quite rather really same second see seen several
            shall she should since some someone something sometimes soon still such sure take taken takes that that's their theirs them themselves
            there therefore these they they're thing things this those though three through throughout thus till together too toward towards two
            under unless until us use used useful user's uses using usual usually very want was wasn't way ways we well were what whatever when where
            whether which while who whole whom whose why will won't would yes you your yours yourself
            able according actually add added allow allowed allows another appropriate available based basic begin better case cases certain change
            changed changes clear come common consider contain contained contains corresponding create created current currently default defined
            describe described describes detail details different directly does easily easy end ensure example examples exist existing follow followed following follows
            form found four full general generally get gets getting give given gives go goes going good great help high hold important include included
            includes including instead keep kept kind know known large larger latest leave left line lines list lists little long longer look looks lot low main mean meaning means
            method mention mentioned name named necessary new note notes number numbers old open order original part parts particular place
            point possible present previous previously problem proper properly provide provided provides put read reason recent refer related
            require required requires respectively result right run running runs said say says section sections seem seems select selected set sets
            setting short show showed shown shows similar simple simply single small special specific specified specify start started state
            step steps support supported supports table tell term terms time times top true try turn type types typical various version versions
            week weeks day days month months hour hours minute minutes second seconds third people held hold holds lie lies stand stands stood bring brings
            opened anywhere nowhere everywhere centimetre centimetres metre metres kilogram kilograms percent choose chosen count counted ask asked come comes
            came stay stays worth rule wants ready best away apart half twice once ordinary recommend recommends
            whenever work working works write written year years
            fell rose grew met sent lent saw told gave took went got ran sat felt lost spent paid thought bought brought
            all almost nearly row rows column columns four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand
            """
        );

    /// <summary>English: articles and the like; a noun comes after them.</summary>
    public static FrozenSet<string> Determiners { get; } =
        Set("a an the this these those its his her their our your my each every any no some");

    /// <summary>English: prepositions that stand before a noun and before no verb.</summary>
    public static FrozenSet<string> Prepositions { get; } =
        Set("of in on with for from by at into as than between per without within under over through against");

    /// <summary>Chinese words of two and more characters that every document uses.</summary>
    public static FrozenSet<string> Chinese { get; } =
        Set(
            """
            可以 使用 如果 需要 我们 你们 他们 它们 自己 这个 那个 这些 那些 这样 那样 这里 那里 一个 一些 一种 一下 一样 一般 一定 一次 一直 进行 通过 或者 以及 因为 所以 因此
            由于 例如 比如 参见 参考 没有 其他 其它 所有 时候 已经 但是 然而 而且 并且 不过 虽然 即使 只要 只有 除了 除非 对于 关于 根据 按照 为了 以便 以下 以上 如下 下面
            下列 上面 上述 之后 之前 以后 以前 其中 之间 同时 此外 另外 还有 包括 包含 提供 能够 可能 应该 应当 必须 不能 不会 不是 不要 不同 相同 相关 有关 可用 许多 很多 大多
            大量 部分 全部 整个 每个 各种 各个 某些 多个 几个 两个 三个 第一 第二 首先 其次 最后 然后 接着 这种 那么 什么 怎么 如何 怎样 为什么 是否 还是 就是 也是 都是 而是
            只是 或是 如此 有些 有时 有的 通常 总是 经常 非常 十分 比较 更加 最好 较为 很好 问题 情况 方面 时间 方式 方法 内容 名称 名字 数量 例子 示例 注意 提示 警告 说明 描述
            介绍 得到 得以 成为 作为 作用 具有 存在 出现 产生 设定 设置为 用于 用来 用作 位于 来自 属于 基于 关于 本文 本章 本节 本书 章节 下表 下图 重要 主要 基本 简单 复杂
            容易 直接 完全 特别 特定 一致 不再 不仅 不但 无法 无需 即可 任何 任意 其实 实际 实际上 事实上 当前 目前 现在 今后 将来 请参见 请参考 请注意 你可以 您可以 可以用
            可以使用 也可以 就可以 需要使用 的时候 的话 来说 而言 为止 左右 以内 以外 之一 之内 等等 以及其 做到 看到 找到 给出 列出 显示 指定 选择 执行 运行 开始 结束 继续 使得
            不需要 都可以 才能 只能 才可 并不 而不 也不 还可以 则会 都会 就会 会被 将会 将被 已被 可被 是一个 有一个 为一个 成一个 这是 那是 它是 这时 此时 其时 当时 随后 仍然 依然
            本规定 本办法 本条例 本制度 本合同 本协议 本手册 本指南 本文档 本公司 每天 每次 每年 每月 今天 今年 同样 同一 另一个 另一 下一 上一 更多 更好 更少 较多 较少 较大 较小 最大 最小 最多 至少 至多 超过 不少 不足 以来 起来 出来 下来 上来 过来 进去
            """
        );

    /// <summary>Chinese characters with which no keyword begins.</summary>
    public static FrozenSet<char> NoStart { get; } =
        "的了着得与或及而且但若则虽因于把被将让跟是有没不也都就还又再更最很太只才已曾该此这那其某每各些个之等吗呢吧啊哦们所里当即便几许请您你我他她它谁什怎和在到向以为由从像如者第一二三四五六七八九十两".ToFrozenSet();

    /// <summary>Chinese characters with which no keyword ends.</summary>
    public static FrozenSet<char> NoEnd { get; } =
        "的了着得与或及而且但若则虽因于把被将让跟是有没不也都就还又再更最很太只才已曾该此这那其某每各些个之等吗呢吧啊哦们所里当即便几许请您你我他她它谁什怎和在到向以为由从像如上下中时后前起".ToFrozenSet();

    private static FrozenSet<string> Set(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
