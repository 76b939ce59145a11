namespace DocumentPipelineHost.Accounts;

/// <summary>Somebody whom the development switcher offers.</summary>
public sealed record Account(string Id, string Name);
