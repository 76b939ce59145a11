using CsCheck;
using DocumentEngine.Chunking;
using DocumentEngine.Parsing;
using DocumentEngine.Text;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Search;

public sealed class FullTextSearchTests
{
    [Fact]
    public void Find_WordsOfOneTwoAndMoreCharacters_AreFound()
    {
        using var table = new FullTextTable();
        table.Add("图书馆提供全文检索服务。");
        table.Add("Documents are processed in stages.");

        Assert.All(["检", "检索", "全文检索", "检索 图书馆", "检 图书"], query => Assert.Single(table.Find(query)));
        Assert.All(["document", "DOCUMENTS", "stages processed"], query => Assert.Single(table.Find(query)));
        Assert.All(["检查", "文检", "索引", "stage 检索", "ocuments"], query =>
            Assert.Equal(query == "文检" ? 1 : 0, table.Find(query).Count));
    }

    [Fact]
    public void Find_AnyTwoCharactersOfAChunkOfRealText_FindsThatChunk()
    {
        using var document = DocumentOpener.Open(Assets.Of("library-volunteers.zh.pdf"));
        var chunks = Chunker.Split(document.ReadPages()).ToList();
        using var table = new FullTextTable();
        chunks.ForEach(chunk => table.Add(chunk.Text));

        Gen.Int[0, chunks.Count - 1]
            .SelectMany(i => Gen.Int[0, chunks[i].Text.Length - 2].Select(at => (Chunk: chunks[i], At: at)))
            .Sample(
                place =>
                {
                    var text = place.Chunk.Text.Replace("\n", "", StringComparison.Ordinal);
                    var at = Math.Min(place.At, text.Length - 2);
                    return !CjkScript.Contains(text[at])
                        || !CjkScript.Contains(text[at + 1])
                        || IsAcrossParagraphs(place.Chunk.Text, text, at)
                        || table.Find(text.Substring(at, 2)).Contains(place.Chunk.Text);
                },
                iter: 500, threads: 1);
    }

    [Fact]
    public void Find_AnythingTyped_IsNeverASyntaxError()
    {
        using var table = new FullTextTable();
        table.Add("一些文字 and some words");

        Gen.OneOf(
                Gen.String,
                Gen.OneOf(
                        "\"", "*", "AND",
                        "NEAR(",
                        "^", ":", "-", "文", "字", " ", "tokens",
                        "(",
                        "\0", "'", "--", "\U00020000",
                        "{")
                    .Array[0, 20]
                    .Select(string.Concat))
            .Sample(typed => table.Find(typed).Count <= 1, iter: 1_000, threads: 1);
    }

    // Characters on both sides of an empty line do not make a word.
    private static bool IsAcrossParagraphs(string original, string joined, int at) =>
        !original.Contains(joined.Substring(at, 2), StringComparison.Ordinal)
        && !original.Contains($"{joined[at]}\n{joined[at + 1]}", StringComparison.Ordinal);
}
