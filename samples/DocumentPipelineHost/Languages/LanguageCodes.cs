using Microsoft.Net.Http.Headers;

namespace DocumentPipelineHost.Languages;

/// <summary>Between <see cref="Language"/> and the codes of HTTP and of the database.</summary>
internal static class LanguageCodes
{
    public static Language Parse(string? code) =>
        code is not null && code.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Language.Chinese : Language.English;

    public static string ToCode(this Language language) => language == Language.Chinese ? "zh" : "en";

    /// <summary>The best of <c>Accept-Language</c> that the product speaks; English where it says nothing.</summary>
    public static Language Of(HttpRequest request)
    {
        var wanted = request.GetTypedHeaders().AcceptLanguage;
        foreach (var entry in wanted.OrderByDescending(static value => value.Quality ?? 1))
        {
            if (Spoken(entry) is { } language)
                return language;
        }

        return Language.English;
    }

    private static Language? Spoken(StringWithQualityHeaderValue entry) => entry.Value.Value switch
    {
        { } code when code.StartsWith("zh", StringComparison.OrdinalIgnoreCase) => Language.Chinese,
        { } code when code.StartsWith("en", StringComparison.OrdinalIgnoreCase) => Language.English,
        _ => null,
    };
}
