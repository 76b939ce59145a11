using System.Security.Cryptography;

namespace DocumentPipelineHost.Tus;

/// <summary><c>Upload-Checksum</c>: an algorithm and the hash of one piece in base64.</summary>
internal sealed class TusChecksum : IDisposable
{
    public const string Algorithms = "sha1,sha256,md5";

    private readonly IncrementalHash _hash;
    private readonly byte[] _expected;

    private TusChecksum(HashAlgorithmName algorithm, byte[] expected) =>
        (_hash, _expected) = (IncrementalHash.CreateHash(algorithm), expected);

    /// <summary>Null where none was sent.</summary>
    /// <exception cref="Problems.ProblemException">The algorithm is not known, or the hash cannot be read.</exception>
    public static TusChecksum? Parse(string header)
    {
        if (header.Length == 0)
            return null;
        var parts = header.Split(' ', 2);
        HashAlgorithmName? algorithm = parts[0] switch
        {
            "sha1" => HashAlgorithmName.SHA1,
            "sha256" => HashAlgorithmName.SHA256,
            "md5" => HashAlgorithmName.MD5,
            _ => null,
        };
        var expected = new byte[64];
        if (
            algorithm is not { } known
            || parts.Length != 2
            || !Convert.TryFromBase64String(parts[1], expected, out var length))
            throw TusProblems.InvalidHeader.With(TusProtocol.UploadChecksum);
        return new TusChecksum(known, expected[..length]);
    }

    public void Add(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    public bool Matches() => CryptographicOperations.FixedTimeEquals(_hash.GetHashAndReset(), _expected);

    public void Dispose() => _hash.Dispose();
}
