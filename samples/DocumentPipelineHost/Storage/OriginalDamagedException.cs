namespace DocumentPipelineHost.Storage;

/// <summary>A stored file is not what was kept.</summary>
public sealed class OriginalDamagedException(Original original, string difference)
    : Exception($"The original {original?.Key} is damaged: {difference}.");
