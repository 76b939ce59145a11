using DocumentPipelineHost.Uploads;

namespace DocumentPipelineHost.Batches;

/// <summary>A service that storing a file needs has failed: that is no failure of this file.</summary>
/// <param name="upload">The file's pipeline, which has begun.</param>
/// <param name="cause">What failed.</param>
internal sealed class FileNotStoredException(UploadRun upload, Exception cause) : Exception(cause.Message, cause)
{
    public UploadRun Upload => upload;

    public Exception Cause => InnerException!;
}
