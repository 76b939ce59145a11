using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Configuration;

/// <summary>What is wrong with <c>Proxies:…</c>, in a sentence that states what to set.</summary>
internal sealed partial class ProxyOptionsRules : IValidateOptions<ProxyOptions>
{
    public ValidateOptionsResult Validate(string? name, ProxyOptions options)
    {
        if (Networks.FindWrong(options.KnownOnes) is { } wrong)
            return ValidateOptionsResult.Fail(
                $"Proxies:Known holds '{wrong}', which is no address and no network. Write 10.0.0.2 or 172.16.0.0/12.");
        return options.PathBase.Length == 0 || IsPlainPath(options.PathBase)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Proxies:PathBase '{options.PathBase}' must begin with a slash, end without one and have letters, "
                    + "digits and - . _ ~ @ + in between, such as /app.");
    }

    /// <summary>
    /// Whether a path can stand before every address that the host writes: <c>//evil</c> would be another host's
    /// address, and a query's mark would end the path.
    /// </summary>
    public static bool IsPlainPath(string path) => PlainPath().IsMatch(path);

    [GeneratedRegex(@"\A(/(?!\.{1,2}(/|\z))[\p{L}\p{M}\p{N}._~@+-]+)+\z")]
    private static partial Regex PlainPath();
}
