using System.Security.Cryptography;
using System.Text;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>A text file of any size, the same for a seed; removed when it is disposed.</summary>
internal sealed class TusFile : IDisposable
{
    public TusFile(long size, int seed)
    {
        Size = size;
        var random = new Random(seed);
        using var stream = File.Create(Path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long at = 0; at < size;)
        {
            var line = Encoding.ASCII.GetBytes(
                $"Line {at} of the log says {random.NextInt64():x16} and {random.NextInt64():x16} and nothing more.\n");
            var count = (int)Math.Min(line.Length, size - at);
            stream.Write(line, 0, count);
            hash.AppendData(line, 0, count);
            at += count;
        }

        Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public string Path { get; } = System.IO.Path.GetTempFileName();

    public long Size { get; }

    public string Sha256 { get; }

    public void Dispose() => File.Delete(Path);
}
