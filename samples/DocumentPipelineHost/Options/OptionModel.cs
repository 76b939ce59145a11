using DocumentEngine.Messages;
using DocumentEngine.Text;
using DocumentPipelineHost.Configuration;

namespace DocumentPipelineHost.Options;

/// <summary>Whether a language model writes the summaries.</summary>
/// <param name="Available">Whether one is configured.</param>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why there is none.</param>
public sealed record OptionModel(bool Available, string? Name, LocalizedText? Reason)
{
    public static OptionModel Of(ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.IsSet
            ? new OptionModel(true, options.Name, null)
            : new OptionModel(false, null, MessageCatalog.Text("model.not_configured"));
    }
}
