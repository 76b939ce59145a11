namespace DocumentPipelineHost.Tus;

/// <summary>A kept piece of an upload.</summary>
/// <param name="Start">Its first byte's place in the file.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Key">Where the segment store has it.</param>
internal sealed record TusSegment(long Start, long Length, string Key);
