using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>What the tests of crashes and of control compare sees one wrong text among right counts.</summary>
public sealed class KindResultsTests
{
    private static readonly string[] Kinds = ["repair-cafe.en.md", "cycling.zh.md", "harvest.csv"];

    [Theory]
    [InlineData("UPDATE chunks SET text = text || '.' WHERE id = (SELECT MAX(id) FROM chunks)")]
    [InlineData("UPDATE chunks SET page = page + 1 WHERE id = (SELECT MAX(id) FROM chunks)")]
    [InlineData(
        "UPDATE pages SET text = '' WHERE document_id = (SELECT MAX(document_id) FROM pages) AND number = 1")]
    public async Task AssertSame_OneTextOfAnotherKind_Fails(string change)
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using (var host = await place.StartAsync())
        {
            using var client = host.As(HostAtWork.User);
            for (var i = 0; i < 2 * Kinds.Length; i++)
            {
                var (name, content) = RealFiles.Copy(i, Kinds[i % Kinds.Length]);
                await client.EndAsync(await client.UploadAsync(content, name, HostAtWork.All));
            }
        }

        KindResults.AssertSame(place, "FALSE", seed: 0);
        place.Change(change);

        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => KindResults.AssertSame(place, "FALSE", seed: 0));
    }
}
