using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Tus;

/// <summary>What may go wrong with a resumable upload.</summary>
internal static class TusProblems
{
    private const int ChecksumMismatchStatus = 460; // of the protocol's own

    public static readonly Problem UnknownVersion = new(
        "tus_version", 412,
        new("The request speaks another version of tus than 1.0.0.", "请求使用的 tus 版本不是 1.0.0。"),
        new("Send the header Tus-Resumable: 1.0.0.", "请发送请求头 Tus-Resumable: 1.0.0。"));

    public static readonly Problem InvalidHeader = new(
        "invalid_header", 400,
        new("The header {0} is missing or not valid.", "请求头 {0} 缺失或无效。"),
        new("See https://tus.io/protocols/resumable-upload.", "请参阅 https://tus.io/protocols/resumable-upload。"));

    public static readonly Problem WrongContentType = new(
        "unsupported_media_type", 415,
        new("A piece of a file has the content type application/offset+octet-stream.", "文件片段的内容类型须为 application/offset+octet-stream。"),
        new("Send that Content-Type.", "请使用该 Content-Type。"));

    public static readonly Problem NotFound = new(
        "upload_not_found", 404,
        new("There is no such upload.", "找不到该上传。"),
        new("Create a new one at POST /api/v2/uploads.", "请通过 POST /api/v2/uploads 新建上传。"));

    public static readonly Problem Expired = new(
        "upload_expired", 410,
        new("The upload has expired; its bytes were removed.", "该上传已过期，其数据已删除。"),
        new("Create a new one at POST /api/v2/uploads.", "请通过 POST /api/v2/uploads 新建上传。"));

    public static readonly Problem WrongOffset = new(
        "offset_conflict", 409,
        new("The upload goes on at byte {0}.", "该上传应从第 {0} 字节继续。"),
        new("Ask for the offset with HEAD and send from there.", "请用 HEAD 查询偏移量并从该处继续。"), Retryable: true);

    public static readonly Problem Locked = new(
        "upload_locked", 423,
        new("Another request to this upload has not ended yet.", "对该上传的另一个请求尚未结束。"),
        new("Try again in a moment.", "请稍后重试。"), Retryable: true);

    public static readonly Problem ChecksumMismatch = new(
        "checksum_mismatch", ChecksumMismatchStatus,
        new("The piece does not match its checksum; nothing of it was kept.", "该片段与校验和不符，未予保留。"),
        new("Send the piece again.", "请重新发送该片段。"), Retryable: true);

    public static readonly Problem TooLong = new(
        "too_large", 413,
        new("The piece goes beyond the announced length of {0} bytes.", "该片段超出了声明的 {0} 字节长度。"),
        new("Create a new upload with the right Upload-Length.", "请以正确的 Upload-Length 新建上传。"));

    public static readonly Problem TooManyPieces = new(
        "too_many_pieces", 413,
        new("The upload came in more than {0} pieces.", "该上传的片段超过 {0} 个。"),
        new("Send larger pieces.", "请增大每个片段。"));

    public static readonly Problem TooManyUploads = new(
        "too_many_uploads", 429,
        new("More than {0} uploads are unfinished.", "未完成的上传超过 {0} 个。"),
        new("Finish or delete some of them first.", "请先完成或删除其中一些。"), Retryable: true);
}
