using DocumentEngine.Text;

namespace DocumentPipelineHost.Batches;

/// <summary>What the batch calls answer.</summary>
internal static class BatchTexts
{
    public static readonly LocalizedText Created = new("The batch is accepted.", "批次已接收。");
    public static readonly LocalizedText Interrupted = new("The batch is interrupted.", "批次已暂停。");
    public static readonly LocalizedText Resumed = new("The batch goes on.", "批次继续处理。");
    public static readonly LocalizedText Cancelled = new("The batch is cancelled.", "批次已取消。");
    public static readonly LocalizedText Retried = new("The failed files of the batch are tried again.", "批次中失败的文件将重新处理。");
    public static readonly LocalizedText Later = new("The batch was asked; its files follow shortly.", "已通知批次，其文件即将响应。");
}
