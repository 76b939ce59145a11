using DocumentEngine.Documents;
using DocumentEngine.Summarizing;
using DocumentEngine.Tests.Hostile;

namespace DocumentEngine.Tests.Summarizing;

/// <summary>
/// Texts that no person writes: their summaries take time that grows with their length alone, and little memory.
/// </summary>
public sealed class BoundedWorkTests
{
    private static readonly Dictionary<string, Func<int, string>> Forms = new(StringComparer.Ordinal)
    {
        ["one sentence without an end"] = static size => Repeat(size, static i => $"word{i % 5000} and ") + ".",
        ["one Chinese sentence without an end"] = static size =>
            Repeat(size, static i => $"{(char)(0x4E00 + (i * 7919 % 20000))}{(char)(0x4E00 + (i * 104729 % 20000))}"),
        ["one word in all ways of writing it"] = static size =>
            Repeat(size, static i => Cases("compositional", i) + " of the "),
        ["a heading a line"] = static size => Repeat(size, static i => $"{i + 1} Heading about matter{i}\n"),
        ["a Chinese heading a line"] = static size =>
            Repeat(size, static i =>
                $"第{i % 97}章 图书馆{(char)(0x4E00 + (i % 20000))}手册\n\n图书馆的手册说明了图书馆的规则。\n"),
        ["numbers"] = static size => Repeat(size, static i => $"{i},"),
        ["closing quotes"] = static size => Repeat(size, static _ => "”"),
    };

    public static TheoryData<string> Names => new(Forms.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Summarize_EightTimesAsMuchOfIt_TakesAboutEightTimesTheTime(string form)
    {
        TimeSpan Taken(int size)
        {
            var pages = Forms[form]
                (size)
                .Chunk(200_000)
                .Select(static (text, i) => new ParsedPage(i + 1, new(text)))
                .ToList();
            return ThreadTimes.Of(() => Summarizer.Summarize(pages, static (_, _) => { }, CancellationToken.None));
        }

        _ = Taken(1_000);
        var (one, eight) = (Taken(8_000), Taken(64_000));

        // 64 times the time where it grows with the square.
        Assert.True(
            eight < (one * 20) + TimeSpan.FromMilliseconds(700), $"{one}, and {eight} for eight times as much.");
    }

    private static string Repeat(int times, Func<int, string> write) =>
        string.Concat(Enumerable.Range(0, times).Select(write));

    private static string Cases(string word, int number) =>
        string.Concat(word.Select((c, i) => ((number >> i) & 1) == 1 ? char.ToUpperInvariant(c) : c));
}
