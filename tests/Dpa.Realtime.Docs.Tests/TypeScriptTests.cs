namespace Dpa.Realtime.Docs.Tests;

/// <summary>Every block of TypeScript, TSX and JavaScript of the documentation fits the client as it is.</summary>
public sealed class TypeScriptTests
{
    private static readonly string[] Languages = ["ts", "tsx", "typescript", "js", "javascript", "jsx", "mjs", "html"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static List<Snippet> Snippets =>
    [
        .. Pages.All
            .SelectMany(static page => Snippet.In(page, Languages))
            .SelectMany(static snippet => snippet.Language == "html" ? snippet.Scripts() : [snippet]),
    ];

    [Fact]
    public async Task Snippets_OfEveryPage_FitTheClient() =>
        Assert.Empty(await TypeScriptCheck.RunAsync(Snippets, Stop));

    [Fact]
    public async Task Check_OfWhatIsWrong_SaysSoWithItsPageAndLine()
    {
        const string Given = "import { RealtimeClient } from '@dpa/realtime';";
        var right = new Snippet("right.md", 3, "ts", "new RealtimeClient({ userId: 'a' }).start();", Given);
        var wrongName = right with
        {
            Page = "name.md", Code = "const client = new RealtimeClient({ userId: 'a' });\nclient.wach('p');",
        };
        var wrongOption = right with { Page = "option.md", Code = "new RealtimeClient({ user: 'a' });" };
        var wrongHook = right with
        {
            Page = "hook.md", Language = "tsx", Code = "const { percent } = usePipeline('p');",
            Given = "import { usePipeline } from '@dpa/realtime/react';",
        };

        var errors = await TypeScriptCheck.RunAsync([right, wrongName, wrongOption, wrongHook], Stop);

        Assert.Collection(
            errors.Where(static e => !e.StartsWith(' ')).Order(StringComparer.Ordinal),
            static e => Assert.StartsWith("hook.md:3: error TS2339", e, StringComparison.Ordinal),
            static e => Assert.StartsWith("name.md:4: error TS2551", e, StringComparison.Ordinal),
            static e => Assert.StartsWith("option.md:3: error TS2353", e, StringComparison.Ordinal));
    }

    [Fact]
    public void Snippets_AreFound() => Assert.InRange(Snippets.Count, 8, 1_000);
}
