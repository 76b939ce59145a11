using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// What a person could have seen: every status and percent that the rows of a card's stages showed, in order.
/// </summary>
internal sealed class StageHistory(IPage page)
{
    private const string Script = """
        window.stageHistory = [];
        const shown = new Map();
        const look = () => {
          for (const row of document.querySelectorAll('article.card li.stage')) {
            const card = row.closest('article.card').getAttribute('aria-label');
            const key = `${card}/${row.dataset.stage}`;
            const percent = parseFloat(row.querySelector('.stage-percent').textContent);
            const now = `${row.dataset.status}/${percent}`;
            if (shown.get(key) === now) continue;
            shown.set(key, now);
            window.stageHistory.push({ card, stage: row.dataset.stage, status: row.dataset.status, percent: Number.isNaN(percent) ? null : percent });
          }
        };
        new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
        """;

    public static async Task<StageHistory> RecordAsync(IPage page)
    {
        await page.AddInitScriptAsync(Script);
        return new(page);
    }

    /// <summary>Since the page was last loaded.</summary>
    public async Task<IReadOnlyList<Look>> OfAsync(string card, string stage)
    {
        var all = await page.EvaluateAsync<Look[]>("() => window.stageHistory");
        return [.. all.Where(look => look.Card == card && look.Stage == stage)];
    }

    /// <summary>Waits until the page has shown that status, however briefly.</summary>
    public Task UntilAsync(string card, string stage, string status) =>
        page.WaitForFunctionAsync(
            "([card, stage, status]) => window.stageHistory.some(look => look.card === card && look.stage === stage && "
                + "look.status === status)",
            new[] { card, stage, status }, new() { Timeout = 60_000 });

    internal sealed class Look
    {
        public string Card { get; set; } = "";
        public string Stage { get; set; } = "";
        public string Status { get; set; } = "";
        public double? Percent { get; set; }
    }
}
