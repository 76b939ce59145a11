using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using MimeKit;

namespace DocumentPipelineHost.Configuration;

/// <summary>What is wrong with <c>Smtp:…</c>, each in a sentence that states what to set.</summary>
internal sealed class SmtpOptionsRules : IValidateOptions<SmtpOptions>
{
    public ValidateOptionsResult Validate(string? name, SmtpOptions options)
    {
        var wrong = Wrong(options).ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> Wrong(SmtpOptions options)
    {
        if (!string.IsNullOrWhiteSpace(options.Host) && Uri.CheckHostName(options.Host) == UriHostNameType.Unknown)
            yield return $"Smtp:Host '{options.Host}' is no name and no address of a server. Leave out any scheme, "
                + "port and path; Smtp:Port sets the port.";
        if (options.From.Length > 0 && !IsAddress(options.From))
            yield return $"Smtp:From '{options.From}' is no e-mail address. Write documents@example.com, or "
                + "Documents <documents@example.com>.";
        if (options.CaFile is { Length: > 0 } file && !HoldsCertificates(file))
        {
            yield return File.Exists(file)
                ? $"Smtp:CaFile {file} holds no certificate that can be read. Name a PEM file of certificates, or "
                    + "leave it out."
                : $"Smtp:CaFile {file} is not there. Name a PEM file of certificates, or leave it out.";
        }

        if (options is { Secure: false, Tls: not SmtpTls.Auto })
            yield return $"Smtp:Tls {options.Tls} and Smtp:Secure false contradict each other. Leave one of them out.";
    }

    private static bool IsAddress(string text) =>
        MailboxAddress.TryParse(text, out var mailbox)
        && mailbox.Address.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        && at < mailbox.Address.Length - 1;

    private static bool HoldsCertificates(string file)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPemFile(file);
        }
        catch (Exception exception)
            when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return false;
        }

        foreach (var one in found)
            one.Dispose();
        return found.Count > 0;
    }
}
