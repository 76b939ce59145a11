namespace DocumentPipelineHost.Storage;

/// <summary>A kept file and what it must be.</summary>
/// <param name="Key">Where the store has it.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record Original(string Key, long Length, string Sha256);
