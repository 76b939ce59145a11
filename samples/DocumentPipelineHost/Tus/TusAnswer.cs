namespace DocumentPipelineHost.Tus;

/// <summary>A resumable upload as <c>GET /api/v2/uploads/{id}</c> shows it.</summary>
/// <param name="UploadId">Its id.</param>
/// <param name="Status"><c>receiving</c>, <c>stored</c> or <c>failed</c>.</param>
/// <param name="Offset">Bytes that are kept.</param>
/// <param name="Length">Bytes in all.</param>
/// <param name="ExpiresAt">When it is removed unless bytes come.</param>
/// <param name="Result">Once stored: the document.</param>
/// <param name="Error">Once failed: the code of the problem.</param>
public sealed record TusAnswer(
    string UploadId, string Status, long Offset, long Length, DateTimeOffset ExpiresAt, TusResult? Result, string? Error
);
