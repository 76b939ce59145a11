using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Configuration;

/// <summary>What is wrong with <c>Model:…</c>, each in a sentence that states what to set.</summary>
internal sealed class ModelOptionsRules : IValidateOptions<ModelOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelOptions options)
    {
        var wrong = options.IsSet ? Wrong(options).ToList() : [];
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> Wrong(ModelOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Name))
            yield return "Model:Name is missing. Name a model of the service, or leave Model:Endpoint out for "
                + "summaries without one.";
        if (string.IsNullOrWhiteSpace(options.Endpoint))
            yield return "Model:Endpoint is missing. Set the service's base address, or leave Model:Name out for "
                + "summaries without a model.";
        else if (
            !Uri.TryCreate(options.Endpoint, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https"))
            yield return $"Model:Endpoint '{ShownAddress.Of(options.Endpoint)}' is no http or https address. Write it "
                + $"like https://api.openai.com/v1.";
        if (!HeaderTexts.CanBeSent(options.Key))
            yield return HeaderTexts.Refusal("Model:Key");
    }
}
