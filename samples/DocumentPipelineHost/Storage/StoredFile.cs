namespace DocumentPipelineHost.Storage;

/// <summary>A file that the store has.</summary>
/// <param name="Key">Where.</param>
/// <param name="StoredAt">Since when, by the store's own clock.</param>
public sealed record StoredFile(string Key, DateTimeOffset StoredAt);
