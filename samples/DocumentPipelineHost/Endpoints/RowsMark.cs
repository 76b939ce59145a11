namespace DocumentPipelineHost.Endpoints;

/// <summary>Marks the endpoints whose calls read rows.</summary>
internal sealed class RowsMark;
