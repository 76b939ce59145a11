namespace DocumentPipelineHost.Configuration;

/// <summary>How TLS begins with the mail server.</summary>
public enum SmtpTls
{
    /// <summary>From the first byte at port 465, else by STARTTLS.</summary>
    Auto,

    /// <summary>By STARTTLS; a server without it is refused.</summary>
    StartTls,

    /// <summary>From the first byte, at any port.</summary>
    Implicit,
}
