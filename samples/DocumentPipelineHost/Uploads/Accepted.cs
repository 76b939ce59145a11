using DocumentPipelineHost.Options;

namespace DocumentPipelineHost.Uploads;

/// <summary>An upload whose document is stored, with the options as they were resolved.</summary>
internal sealed record Accepted(ResolvedOptions Resolved, Intake Intake);
