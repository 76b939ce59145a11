using System.Collections.Frozen;

namespace DocumentEngine.Search;

/// <summary>
/// Words of a question that carry no information about its answer: a text that answers it may lack them.
/// </summary>
internal static class QuestionWords
{
    private static readonly FrozenSet<string> All = FrozenSet.ToFrozenSet(
        """
        a an and are as at be been by can could did do does for from had has have how i if in into is it its long many may me much must my of on
        or shall should than that the their them there these they this those to was we were what when where which who whom whose why will with
        would you your
        什么 怎么 怎样 如何 哪些 哪个 哪里 多少 多久 多长 几个 是否 可以 应该 需要 为何 谁的 吗呢 请问 的是 是什 么是 为什 要做 做什 么时 时候 我们 他们 一个 这个
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal);

    public static bool Contains(string word) => All.Contains(word);
}
