using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace DocumentPipelineHost.Storage;

/// <summary>
/// The keys of the originals: <c>{first two of the hash}/{hash}.{document's id}.{eight random digits}</c>, the same in
/// every store, so that a folder can be copied into a bucket as it is. Each attempt at keeping a file has a key of its
/// own, so that what one attempt removes is never another's. Nothing in them comes from outside.
/// </summary>
internal static partial class OriginalKeys
{
    /// <summary>A key that no other attempt has.</summary>
    public static string New(string sha256, string documentId) =>
        $"{sha256[..2]}/{sha256}.{documentId}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>The id of the document whose key it is; null where it is no key of an original.</summary>
    public static string? DocumentId(string key) =>
        Form().Match(key) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^[0-9a-f]{2}/[0-9a-f]{64}\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.[0-9a-f]{8})?$")]
    private static partial Regex Form();
}
