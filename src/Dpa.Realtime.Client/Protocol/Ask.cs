namespace Dpa.Realtime.Client.Protocol;

/// <summary>One pipeline to subscribe to, from what is held, or (null) for everything.</summary>
internal readonly record struct Ask(string Id, Wanted Wanted, PipelinePosition? Since);
