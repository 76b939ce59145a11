using DocumentPipelineHost.Options;

namespace DocumentPipelineHost.Uploads;

/// <summary>An upload that begins under a pipeline of its own.</summary>
/// <param name="PipelineId">The caller's id for it.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Language">Of its names and messages.</param>
/// <param name="DocumentId">The id that the document gets if it is new.</param>
/// <param name="Filename">The file's name.</param>
/// <param name="Choice">The options, as far as they are known.</param>
/// <param name="BatchId">The batch that it belongs to, if any.</param>
internal sealed record UploadBeginning(
    string PipelineId, string Owner, string Language, string DocumentId, string Filename, ProcessingChoice Choice,
    string? BatchId);
