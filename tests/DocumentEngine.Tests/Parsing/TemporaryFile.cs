namespace DocumentEngine.Tests.Parsing;

/// <summary>A file with given bytes that is gone after the test; its name says nothing about its content.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(byte[] bytes) => File.WriteAllBytes(FullName, bytes);

    public string FullName { get; } = Path.Combine(Path.GetTempPath(), $"dpa-{Guid.NewGuid():N}.dat");

    public void Dispose() => File.Delete(FullName);
}
