using Microsoft.Net.Http.Headers;

namespace DocumentPipelineHost.Languages;

/// <summary>The product speaks English (<c>en</c>) and Chinese (<c>zh</c>).</summary>
internal static class RequestLanguage
{
    public const string English = "en";
    public const string Chinese = "zh";

    /// <summary>The best supported language of <c>Accept-Language</c>; English where it names none.</summary>
    public static string Of(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(static entry => entry.Quality ?? 1)
            .Select(Spoken)
            .FirstOrDefault(static code => code is not null) ?? English;

    private static string? Spoken(StringWithQualityHeaderValue entry)
    {
        var code = entry.Value.AsSpan();
        if (code.StartsWith(Chinese, StringComparison.OrdinalIgnoreCase))
            return Chinese;
        return code.StartsWith(English, StringComparison.OrdinalIgnoreCase) ? English : null;
    }
}
