using DocumentPipelineHost.Tests.Host;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// Who reads Chinese reads Chinese on every page: what the page says, and what the host says through it.
/// </summary>
public sealed class ChinesePageTests(Chromium chromium)
{
    private const string Good = "起重机手册.md";
    private const string Bad = "corrupt.pdf";

    // Three English words in a row are a phrase; names, formats and addresses are shorter.
    private const string Phrases = """
        () => {
          const found = [];
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            if (walk.currentNode.parentElement.closest('noscript, script, style')) continue;
            const text = walk.currentNode.textContent;
            if (/[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}/.test(text)) found.push(text);
          }
          for (const each of document.querySelectorAll('[aria-label], [title], [placeholder], [aria-valuetext]')) {
            for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext']) {
              const text = each.getAttribute(name) ?? '';
              if (/[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}/.test(text)) found.push(`${name}: ${text}`);
            }
          }
          return found;
        }
        """;

    [Fact]
    public async Task EveryPage_InChinese_HasNoEnglishPhrase()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenPhoneAsync("zh-CN", ColorScheme.Light);
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await ExpectChineseAsync(page, "upload, empty");
        await page.GetByRole(AriaRole.Button, new() { Name = "全部", Exact = true }).ClickAsync();
        await upload.ChooseAsync(
            new()
            {
                Name = Good, MimeType = "text/markdown", Buffer = Texts.Chinese,
            },
            UploadPage.Document(Bad));
        await upload.WaitForAsync(Good, "completed");
        await upload.WaitForAsync(Bad, "failed");
        await ExpectChineseAsync(page, "upload");
        await upload.Card(Bad).GetByRole(AriaRole.Button, new() { Name = "更多操作" }).ClickAsync();
        await Assertions.Expect(page.Locator(".menu-item").First).ToBeVisibleAsync();
        await ExpectChineseAsync(page, "menu");
        await page.Keyboard.PressAsync("Escape");

        await page.GotoAsync($"{host.Address}#/documents");
        await Assertions.Expect(page.Locator("tr[data-document-id]")).ToHaveCountAsync(2);
        await ExpectChineseAsync(page, "documents");
        await page.GetByRole(AriaRole.Link, new() { Name = Good }).ClickAsync();
        await Assertions.Expect(page.Locator(".analysis h3").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".run-chart li").First).ToBeVisibleAsync();
        await page.Locator(".run-log > summary").First.ClickAsync();
        await ExpectChineseAsync(page, "document");
        await page.GetByRole(AriaRole.Button, new() { Name = "添加处理" }).ClickAsync();
        await Assertions.Expect(page.Locator("dialog[open] .option").First).ToBeVisibleAsync();
        await ExpectChineseAsync(page, "add processing");
        await page.Keyboard.PressAsync("Escape");
        await upload.SearchAsync("检修");
        await upload.ExpectHitAsync(Good);
        await ExpectChineseAsync(page, "search");
        await page.Locator("a.hit-link").First.ClickAsync();
        await Assertions.Expect(page.Locator(".page-text mark").First).ToBeVisibleAsync();
        await ExpectChineseAsync(page, "reader");
        await page.GotoAsync($"{host.Address}#/statistics");
        await Assertions.Expect(page.Locator(".figures")).ToBeVisibleAsync();
        await ExpectChineseAsync(page, "statistics");
        await page.GotoAsync($"{host.Address}#/notifications");
        await Assertions.Expect(page.Locator("form.settings")).ToBeVisibleAsync();
        await ExpectChineseAsync(page, "notifications");
        await page.GotoAsync($"{host.Address}#/documents/none");
        await Assertions.Expect(page.Locator(".error-box")).ToBeVisibleAsync();
        await ExpectChineseAsync(page, "a document that is not there");
    }

    private static async Task ExpectChineseAsync(IPage page, string what)
    {
        var found = await page.EvaluateAsync<string[]>(Phrases);
        Assert.True(found.Length == 0, $"{what}: {string.Join(" | ", found)}");
    }
}
