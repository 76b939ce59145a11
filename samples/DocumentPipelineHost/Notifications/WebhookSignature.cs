using System.Security.Cryptography;
using System.Text;

namespace DocumentPipelineHost.Notifications;

/// <summary>Standard Webhooks 1.0.0: secrets and signatures (https://www.standardwebhooks.com).</summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";
    private const int MinBytes = 24;
    private const int MaxBytes = 64;

    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public static bool IsSecret(string secret) => TryRead(secret, out _);

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    public static string Sign(string secret, string id, long timestamp, string payload)
    {
        if (!TryRead(secret, out var key))
            throw new FormatException("This is no webhook secret.");
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{payload}")))}";
    }

    private static bool TryRead(string secret, out byte[] key)
    {
        key = [];
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var bytes = new byte[MaxBytes + 3];
        if (
            !Convert.TryFromBase64String(secret[Prefix.Length..], bytes, out var length)
            || length is < MinBytes or > MaxBytes)
            return false;
        key = bytes[..length];
        return true;
    }
}
