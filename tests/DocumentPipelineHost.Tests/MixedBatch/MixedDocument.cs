namespace DocumentPipelineHost.Tests.MixedBatch;

/// <summary>One document of a mixed batch.</summary>
/// <param name="Name">Its file name.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Code">The code that it must fail with; null where it must complete.</param>
/// <param name="EndsItsReader">Whether it ends the process that reads it, whichever that is.</param>
internal sealed record MixedDocument(string Name, byte[] Content, string? Code = null, bool EndsItsReader = false);
