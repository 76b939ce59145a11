namespace Dpa.Realtime.Client.Protocol;

/// <summary>How a pipeline is requested; pipelines of one kind go in one message.</summary>
internal readonly record struct Wanted(PipelineDetail Detail, double? MaxHz, bool Wait);
