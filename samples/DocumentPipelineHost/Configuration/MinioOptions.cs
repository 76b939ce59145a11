using System.ComponentModel.DataAnnotations;

namespace DocumentPipelineHost.Configuration;

/// <summary>
/// <c>Minio:…</c>: the S3 server that keeps the originals (MinIO, or any other). Nothing set: they are in
/// <c>Data:Directory</c>.
/// </summary>
public sealed class MinioOptions
{
    public const string Section = "Minio";

    /// <summary><c>host</c> or <c>host:port</c>, without <c>http://</c>.</summary>
    public string? Endpoint { get; set; }

    public string? AccessKey { get; set; }

    public string? SecretKey { get; set; }

    /// <summary>
    /// Holds the originals of one database; made at the start where it is missing. <value>Default:
    /// <c>documents</c>.</value>
    /// </summary>
    public string Bucket { get; set => field = value ?? string.Empty; } = "documents";

    /// <summary>Whether the server is spoken to over TLS. <value>Default: true.</value></summary>
    public bool Secure { get; set; } = true;

    /// <summary>
    /// The region that requests are signed for; MinIO's is the default. <value>Default: <c>us-east-1</c>.</value>
    /// </summary>
    [Required]
    public string Region { get; set => field = value ?? string.Empty; } = "us-east-1";

    /// <summary>How long no byte may move before a call is given up. <value>Default: 6 s.</value></summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:05:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>
    /// Whether the originals are in a bucket. Half a setting counts: it is refused at the start and not passed over.
    /// </summary>
    public bool IsSet =>
        !string.IsNullOrEmpty(Endpoint) || !string.IsNullOrEmpty(AccessKey) || !string.IsNullOrEmpty(SecretKey);

    /// <summary>The server's address.</summary>
    public string Url => $"{(Secure ? "https" : "http")}://{Endpoint}";
}
