namespace DocumentPipelineHost.Tests.Deployment;

/// <summary>
/// A service of this repository's own in compose.yaml: which program it runs, and with which environment.
/// </summary>
internal sealed record ComposedService(string Name, string Assembly, IReadOnlyDictionary<string, string> Environment);
