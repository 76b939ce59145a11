namespace DocumentPipelineHost.Problems;

/// <summary>What may go wrong with an upload or a document (the taxonomy of failures).</summary>
internal static class DocumentProblems
{
    public static readonly Problem NotMultipart = new(
        "not_multipart", 400,
        new("An upload is multipart/form-data with a field named file.", "上传须为 multipart/form-data，并包含名为 file 的字段。"),
        new("Send the file as the form field file.", "请以表单字段 file 发送文件。"));

    public static readonly Problem FileMissing = new(
        "file_missing", 400,
        new("The upload holds no file.", "上传中没有文件。"),
        new("Send the file as the form field file.", "请以表单字段 file 发送文件。"));

    public static readonly Problem FileNameMissing = new(
        "file_name_missing", 400,
        new("The form field file carries no file name, so it is text and not a file.", "表单字段 file 没有文件名，因此是文本而不是文件。"),
        new("Send it as a file part with a filename; with curl write -F file=@handbook.pdf.",
            "请以带 filename 的文件部分发送；使用 curl 时请写 -F file=@handbook.pdf。"));

    public static readonly Problem TooManyFiles = new(
        "too_many_files", 400,
        new("The upload holds more than one file.", "一次上传只能包含一个文件。"),
        new("Send one file with each request.", "请每次请求只发送一个文件。"));

    public static readonly Problem Empty = new(
        "empty", 400,
        new("The file is empty.", "文件为空。"),
        new("Choose a file with content.", "请选择有内容的文件。"));

    public static readonly Problem TooLarge = new(
        "too_large", 413,
        new("The file is larger than {0} bytes.", "文件超过 {0} 字节的上限。"),
        new("Split the document, or ask for a higher limit.", "请拆分文档，或申请提高上限。"));

    public static readonly Problem UnsupportedType = new(
        "unsupported_type", 415,
        new("This kind of file cannot be processed.", "不支持该类型的文件。"),
        new("Upload a PDF, Markdown or text file.", "请上传 PDF、Markdown 或纯文本文件。"));

    public static readonly Problem UploadAborted = new(
        "upload_aborted", 400,
        new("The upload broke off before the whole file had arrived.", "上传在文件接收完之前中断。"),
        new("Upload the file again.", "请重新上传该文件。"), Retryable: true);

    public static readonly Problem UploadCancelled = new(
        "upload_cancelled", 409,
        new("The upload was cancelled; nothing was stored.", "上传已取消，文件未保存。"),
        new("Upload the file again if you need it.", "如有需要，请重新上传该文件。"));

    public static readonly Problem NotStored = new(
        "storage_unavailable", 503,
        new("The storage could not be reached; nothing was stored.", "存储暂时不可用，文件未保存。"),
        new("Upload the file again in a moment.", "请稍后重新上传该文件。"), Retryable: true);

    public static readonly Problem StorageFull = new(
        "storage_full", 507,
        new("The server's storage is full; nothing was stored.", "服务器存储空间已满，文件未保存。"),
        new("Ask the operator for space, or delete documents; then upload again.", "请联系管理员扩容或删除文档，然后重新上传。"), Retryable: true);

    public static readonly Problem QuotaExceeded = new(
        "quota_exceeded", 413,
        new("This would be more than your {0} {1}; nothing was stored.", "将超出您的配额 {0} {2}，文件未保存。"),
        new("Delete documents that you no longer need, or ask for a higher quota.", "请删除不再需要的文档，或申请提高配额。"));

    public static readonly Problem OptionConflict = new(
        "option_conflict", 400,
        new("The options contradict each other: {0}.", "选项相互冲突：{0}。"),
        new("Switch on what is needed, or leave out ?strict=true.", "请开启所需选项，或去掉 ?strict=true。"));

    public static readonly Problem InvalidPipelineId = new(
        "invalid_pipeline_id", 400,
        new("This pipeline id cannot be used.", "该流水线编号不可用。"),
        new("Use a new random UUID for each upload, or leave the field out.", "请为每次上传使用新的随机 UUID，或省略该字段。"));

    public static readonly Problem PipelineExists = new(
        "pipeline_exists", 409,
        new("There already is a pipeline of this id.", "该流水线编号已存在。"),
        new("Choose a new id for each upload.", "请为每次上传使用新的编号。"));

    public static readonly Problem IdempotencyBusy = new(
        "idempotency_in_progress", 409,
        new("A request with this Idempotency-Key is still under way.", "使用该 Idempotency-Key 的请求仍在处理中。"),
        new("Wait for its answer, then repeat.", "请等待其完成后再重试。"), Retryable: true);

    public static readonly Problem IdempotencyReused = new(
        "idempotency_key_reused", 422,
        new("This Idempotency-Key was used for another request; nothing was done now.", "该 Idempotency-Key 已用于另一个请求，本次未执行任何操作。"),
        new("Use a new key for each new request; under a used key only the same request may be repeated.",
            "请为每个新请求使用新的键；已用过的键只能重复同一请求。"));

    public static readonly Problem IdempotencyInvalid = new(
        "idempotency_key_invalid", 400,
        new("An Idempotency-Key has 1 to 200 characters.", "Idempotency-Key 须为 1–200 个字符。"),
        new("Use a UUID.", "请使用 UUID。"));
}
