namespace DocumentEngine.Summarizing;

/// <summary>
/// Distinguishes numbered headings from numbered list items. The numbers of headings continue through the whole
/// document (1, 1.1, 1.2, 2, …), so the longest such chain is kept and everything else with a number is text.
/// </summary>
internal static class HeadingSequence
{
    private const int Most = 3_000;
    private const int UnderlinedWeight = 5;

    public static List<TextBlock> Confirm(List<TextBlock> blocks)
    {
        var numbered = new List<(int Block, int[] Number)>();
        for (var i = 0; i < blocks.Count && numbered.Count < Most; i++)
        {
            if (blocks[i].IsHeading && HeadingPattern.Number(blocks[i].Text) is { } number)
                numbered.Add((i, number));
        }

        var kept = LongestChain(blocks, numbered);
        foreach (
            var (block, _) in numbered.Where(heading =>
                !kept.Contains(heading.Block) && !blocks[heading.Block].IsUnderlined))
            blocks[block] = blocks[block] with { HeadingLevel = 0 };
        return blocks;
    }

    private static HashSet<int> LongestChain(List<TextBlock> blocks, List<(int Block, int[] Number)> numbered)
    {
        var length = new int[numbered.Count];
        var before = new int[numbered.Count];
        var last = -1;
        for (var i = 0; i < numbered.Count; i++)
        {
            before[i] = -1;
            for (var j = 0; j < i; j++)
            {
                // Of equally long chains the one through the nearest heading: "2. Close it" may stand before "2
                // Chapter" and "2.1".
                if (length[j] >= length[i] && Follows(numbered[j].Number, numbered[i].Number))
                    (length[i], before[i]) = (length[j], j);
            }

            length[i] += blocks[numbered[i].Block].IsUnderlined ? UnderlinedWeight : 1;
            if (last < 0 || length[i] > length[last])
                last = i;
        }

        var chain = new HashSet<int>();
        for (; last >= 0; last = before[last])
            chain.Add(numbered[last].Block);
        return chain.Count > 1 ? chain : [];
    }

    // "1.2" is followed by "1.2.1", "1.3" and "2"; one number may be missing (a heading that was not recognised).
    private static bool Follows(int[] number, int[] next)
    {
        var same = 0;
        while (same < number.Length && same < next.Length && number[same] == next[same])
            same++;
        if (same == number.Length)
            return next.Length == same + 1 && next[same] <= 2;
        return same < next.Length && next[same] - number[same] is 1 or 2 && next.Skip(same + 1).All(part => part == 1);
    }
}
