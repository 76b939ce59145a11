using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser.Pictures;

/// <summary>A screen, a theme and a language.</summary>
internal sealed record Look(int Width, ColorScheme Theme, string Locale)
{
    private const int Narrow = 390;

    public static IEnumerable<Look> All =>
        from width in (int[])[1440, Narrow]
        from theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark]
        from locale in (string[])["en-US", "zh-CN"]
        select new Look(width, theme, locale);

    public string Name => $"{Width}-{(Theme == ColorScheme.Dark ? "dark" : "light")}-{Locale[..2]}";

    public BrowserNewContextOptions Options => new()
    {
        ViewportSize = new() { Width = Width, Height = Width == Narrow ? 844 : 900 },
        IsMobile = Width == Narrow, HasTouch = Width == Narrow, Locale = Locale, ColorScheme = Theme,
    };
}
