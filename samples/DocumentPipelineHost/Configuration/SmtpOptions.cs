using System.ComponentModel.DataAnnotations;

namespace DocumentPipelineHost.Configuration;

/// <summary><c>Smtp:…</c>: the server that sends e-mail.</summary>
public sealed class SmtpOptions
{
    public const string Section = "Smtp";

    /// <summary>Its name. <value>Default: none, no e-mail.</value></summary>
    public string? Host { get; set; }

    /// <summary>Its port. <value>Default: 587.</value></summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>Whether TLS is required. <value>Default: true.</value></summary>
    public bool Secure { get; set; } = true;

    /// <summary>How TLS begins. <value>Default: <see cref="SmtpTls.Auto"/>.</value></summary>
    [EnumDataType(typeof(SmtpTls))]
    public SmtpTls Tls { get; set; } = SmtpTls.Auto;

    /// <summary>
    /// A PEM file of further authorities that may have issued the server's certificate, beside those of this machine.
    /// <value>Default: none.</value>
    /// </summary>
    public string? CaFile { get; set; }

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>The sender. <value>Default: <c>documents@localhost</c>.</value></summary>
    [Required]
    public string From { get; set => field = value ?? string.Empty; } = "documents@localhost";
}
