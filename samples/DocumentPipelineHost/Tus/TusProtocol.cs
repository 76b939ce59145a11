namespace DocumentPipelineHost.Tus;

/// <summary>The words of tus 1.0 (https://tus.io/protocols/resumable-upload).</summary>
internal static class TusProtocol
{
    public const string Version = "1.0.0";
    public const string Extensions = "creation,creation-with-upload,termination,checksum,expiration";
    public const string ChunkType = "application/offset+octet-stream";
    public const string Path = "/api/v2/uploads";

    public const string Resumable = "Tus-Resumable";
    public const string UploadOffset = "Upload-Offset";
    public const string UploadLength = "Upload-Length";
    public const string UploadMetadata = "Upload-Metadata";
    public const string UploadExpires = "Upload-Expires";
    public const string UploadChecksum = "Upload-Checksum";
    public const string MethodOverride = "X-HTTP-Method-Override";

    /// <summary>Ours: on the answer that ends an upload, the document and the pipeline that came of it.</summary>
    public const string DocumentId = "Dpa-Document-Id";

    /// <inheritdoc cref="DocumentId"/>
    public const string PipelineId = "Dpa-Pipeline-Id";
}
