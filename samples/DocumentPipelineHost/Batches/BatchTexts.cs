using DocumentEngine.Messages;
using DocumentEngine.Text;

namespace DocumentPipelineHost.Batches;

/// <summary>What the batch calls answer.</summary>
internal static class BatchTexts
{
    public static readonly LocalizedText Created = MessageCatalog.Text("batch_answer.created");
    public static readonly LocalizedText Interrupted = MessageCatalog.Text("batch_answer.interrupted");
    public static readonly LocalizedText Resumed = MessageCatalog.Text("batch_answer.resumed");
    public static readonly LocalizedText Cancelled = MessageCatalog.Text("batch_answer.cancelled");
    public static readonly LocalizedText Retried = MessageCatalog.Text("batch_answer.retried");
    public static readonly LocalizedText Later = MessageCatalog.Text("batch_answer.later");
}
