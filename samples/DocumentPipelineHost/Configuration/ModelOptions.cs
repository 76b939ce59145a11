using System.ComponentModel.DataAnnotations;

namespace DocumentPipelineHost.Configuration;

/// <summary>
/// <c>Model:…</c>: a language model that writes the summaries, at a service that speaks OpenAI's chat completions.
/// Without it they are extracts.
/// </summary>
public sealed class ModelOptions
{
    public const string Section = "Model";

    /// <summary>
    /// The service's base address, such as <c>https://api.openai.com/v1</c>. <value>Default: none, no model.</value>
    /// </summary>
    public string? Endpoint { get; set; }

    /// <summary>The service's key. <value>Default: none; local services need no key.</value></summary>
    public string? Key { get; set; }

    /// <summary>The model's name there. <value>Default: none, no model.</value></summary>
    public string? Name { get; set; }

    /// <summary>
    /// Tokens of a document's text that the model is given, as the host estimates them; 500 to 1,000,000.
    /// <value>Default: 16,000.</value>
    /// </summary>
    [Range(500, 1_000_000)]
    public int MaxInputTokens { get; set; } = 16_000;

    /// <summary>Tokens of an answer; 50 to 8,000. <value>Default: 800.</value></summary>
    [Range(50, 8_000)]
    public int MaxOutputTokens { get; set; } = 800;

    /// <summary>
    /// Tokens, in and out, of all documents of a user in one day (UTC); 0 for none at all. <value>Default:
    /// 400,000.</value>
    /// </summary>
    [Range(0, long.MaxValue)]
    public long TokensPerUserAndDay { get; set; } = 400_000;

    /// <summary>The longest wait for a whole answer; 100 ms to 1 h. <value>Default: 90 s.</value></summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>
    /// The longest wait for the next piece of an answer; 100 ms to 1 h. <value>Default: 30 s.</value>
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan PieceTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a model is configured.</summary>
    public bool IsSet => !string.IsNullOrWhiteSpace(Endpoint) || !string.IsNullOrWhiteSpace(Name);
}
