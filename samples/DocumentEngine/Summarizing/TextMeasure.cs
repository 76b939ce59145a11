using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>Counts of a document's text.</summary>
/// <param name="Words">Words in other letters than CJK.</param>
/// <param name="LongWords">Those of ten letters and more.</param>
/// <param name="CjkCharacters">CJK characters.</param>
/// <param name="Sentences">Whole sentences; lists, tables and titles have none.</param>
/// <param name="SentenceLength">Words and CJK characters in them.</param>
internal sealed record TextMeasure(long Words, long LongWords, long CjkCharacters, long Sentences, long SentenceLength)
{
    private const int LongWord = 10;
    private const double WordsAMinute = 200;
    private const double CharactersAMinute = 400;

    /// <summary>Minutes to read it, at least 1.</summary>
    public int ReadingMinutes =>
        Math.Max(1, (int)Math.Ceiling((Words / WordsAMinute) + (CjkCharacters / CharactersAMinute)));

    private static int Length(string sentence) => TextRuns.Of(sentence).Sum(run => run.IsCjk ? run.End - run.Start : 1);

    public static TextMeasure Of(IReadOnlyList<TextBlock> blocks, CancellationToken ct)
    {
        long words = 0, longWords = 0, cjk = 0, sentences = 0, sentenceLength = 0;
        foreach (var block in blocks)
        {
            ct.ThrowIfCancellationRequested();
            foreach (var run in TextRuns.Of(block.Text))
            {
                if (run.IsCjk)
                    cjk += run.End - run.Start;
                else if (char.IsLetter(block.Text[run.Start]))
                    (words, longWords) = (words + 1, longWords + (run.End - run.Start >= LongWord ? 1 : 0));
            }

            foreach (
                var sentence in block.IsHeading
                    ? []
                    : Summarizing.Sentences.Of(block.Text).Where(Summarizing.Sentences.EndsOne))
                (sentences, sentenceLength) = (sentences + 1, sentenceLength + Length(sentence));
        }

        return new(words, longWords, cjk, sentences, sentenceLength);
    }
}
