using DocumentEngine.Search;
using DocumentEngine.Text;

namespace DocumentEngine.Tests.Search;

public sealed class SearchTokenizerTests
{
    [Theory]
    [InlineData("全文检索", "全文 文检 检索")]
    [InlineData("文", "文")]
    [InlineData("全文，检索 Index2 über", "全文 检索 index2 uber")]
    [InlineData("换\n行", "换行")]
    [InlineData("换\n\n行", "换 行")]
    [InlineData("换\nrow", "换 row")]
    [InlineData("它用Redis做缓存", "它用 redis 做缓 缓存")]
    [InlineData("\U00020000字", "\U00020000字")]
    [InlineData("", "")]
    public void IndexText_Text_IsBigramsAndWords(string text, string expected) =>
        Assert.Equal(expected, SearchTokenizer.IndexText(text));

    [Fact]
    public void IndexText_EndlessWord_IsCut() =>
        Assert.Equal(64, SearchTokenizer.IndexText(new string('x', 100_000)).Length);

    [Theory]
    [InlineData("文档 progress", "\"文档\" AND \"progress\"*", new string[0])]
    [InlineData("全文检索", "\"全文 文检 检索\"", new string[0])]
    [InlineData("文", null, new[] { "%文%" })]
    [InlineData("文 ab", "\"ab\"", new[] { "%文%" })]
    [InlineData("a\" OR tokens:b NEAR(", "\"a\" AND \"or\" AND \"tokens\"* AND \"b\" AND \"near\"*", new string[0])]
    [InlineData(" ,;* ", null, new string[0])]
    [InlineData(null, null, new string[0])]
    public void Parse_Query_BecomesMatchAndLike(string? typed, string? match, string[] likes)
    {
        var query = SearchQuery.Parse(typed);

        Assert.Equal(match, query.Match);
        Assert.Equal(likes, query.LikePatterns);
        Assert.Equal(match is null && likes.Length == 0, query.IsEmpty);
    }

    [Theory]
    [InlineData("Debian 参考手册旨在为用户提供概览", "zh")]
    [InlineData("The name 文档 appears in an English sentence about names.", "en")]
    [InlineData("12 34", "en")]
    public void Detect_Text_IsItsMainScript(string text, string expected) =>
        Assert.Equal(expected, LanguageDetector.Detect(text));
}
