using System.Net;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Configuration;

/// <summary>What is wrong with <c>Proxies:…</c>, in a sentence that states what to set.</summary>
internal sealed class ProxyOptionsRules : IValidateOptions<ProxyOptions>
{
    public ValidateOptionsResult Validate(string? name, ProxyOptions options)
    {
        if (
            options.KnownOnes.FirstOrDefault(static one =>
                !IPAddress.TryParse(one, out _) && !IPNetwork.TryParse(one, out _)) is
            { } wrong)
            return ValidateOptionsResult.Fail(
                $"Proxies:Known holds '{wrong}', which is no address and no network. Write 10.0.0.2 or 172.16.0.0/12.");
        return
            options.PathBase.Length == 0
            || (options.PathBase[0] == '/' && options.PathBase.Length > 1 && options.PathBase[^1] != '/')
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Proxies:PathBase '{options.PathBase}' must begin with a slash and end without one, such as /app.");
    }
}
