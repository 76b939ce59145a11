using DocumentEngine.Search;
using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>
/// The words by which sentences are compared: English stems and Chinese bigrams, both without stop words.
/// </summary>
internal static class ContentWords
{
    public static List<string> Of(string sentence) =>
        SearchTokenizer.Tokens(sentence).Where(HasMeaning).Select(Stem).ToList();

    private static bool HasMeaning(string token) =>
        CjkScript.Contains(token[0]) || char.IsSurrogate(token[0])
            ? token.Length > 1
                && !StopWords.Chinese.Contains(token)
                && !StopWords.NoStart.Contains(token[0])
                && !StopWords.NoEnd.Contains(token[^1])
            : token.Length > 2 && char.IsLetter(token[0]) && !StopWords.English.Contains(token);

    private static string Stem(string token) => char.IsAscii(token[0]) ? WordStem.Of(token) : token;
}
