namespace DocumentPipelineHost.Instances;

/// <summary>What dead instances left.</summary>
/// <param name="Instances">How many they were.</param>
/// <param name="Documents">Documents whose work continues with the first job on any instance.</param>
public sealed record Inheritance(int Instances, IReadOnlyCollection<string> Documents);
