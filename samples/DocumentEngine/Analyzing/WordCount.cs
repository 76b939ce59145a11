namespace DocumentEngine.Analyzing;

/// <summary>Counts words: a run of letters and digits is one, a Chinese character is one.</summary>
internal static class WordCount
{
    public static int Of(string text)
    {
        var words = 0;
        var inWord = false;
        foreach (var letter in text)
        {
            var isChinese = letter is >= '\u4E00' and <= '\u9FFF' or >= '\u3400' and <= '\u4DBF';
            var isLetter = !isChinese && char.IsLetterOrDigit(letter);
            if (isChinese || (isLetter && !inWord))
                words++;
            inWord = isLetter;
        }

        return words;
    }
}
