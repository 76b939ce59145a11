namespace DocumentPipelineHost.Languages;

/// <summary>The two languages of the product's texts.</summary>
public enum Language
{
    English,
    Chinese,
}
