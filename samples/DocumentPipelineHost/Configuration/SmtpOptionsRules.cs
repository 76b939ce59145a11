using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Configuration;

/// <summary>What is wrong with <c>Smtp:…</c>, each in a sentence that states what to set.</summary>
internal sealed class SmtpOptionsRules : IValidateOptions<SmtpOptions>
{
    public ValidateOptionsResult Validate(string? name, SmtpOptions options)
    {
        if (options.CaFile is { Length: > 0 } file && !File.Exists(file))
        {
            return ValidateOptionsResult.Fail(
                $"Smtp:CaFile {file} is not there. Name a PEM file of certificates, or leave it out.");
        }

        return options is { Secure: false, Tls: not SmtpTls.Auto }
            ? ValidateOptionsResult.Fail(
                $"Smtp:Tls {options.Tls} and Smtp:Secure false contradict each other. Leave one of them out.")
            : ValidateOptionsResult.Success;
    }
}
