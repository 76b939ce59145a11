namespace DocumentPipelineHost.Instances;

/// <summary>What dead instances left.</summary>
/// <param name="Instances">How many they were.</param>
/// <param name="Documents">Documents whose work goes on with whoever's job comes first.</param>
public sealed record Inheritance(int Instances, IReadOnlyCollection<string> Documents);
