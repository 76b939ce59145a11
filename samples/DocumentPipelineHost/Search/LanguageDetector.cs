namespace DocumentPipelineHost.Search;

/// <summary>Tells Chinese from English by the share of the scripts in the text.</summary>
public static class LanguageDetector
{
    /// <summary>"zh" or "en".</summary>
    public static string Detect(string text) => throw new NotImplementedException();
}
