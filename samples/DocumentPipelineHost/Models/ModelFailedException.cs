using DocumentEngine.Documents;
using DocumentEngine.Messages;
using DocumentEngine.Text;

namespace DocumentPipelineHost.Models;

/// <summary>The model gave no summary; the extract stands in its place.</summary>
internal sealed class ModelFailedException(string code, LocalizedText message, Exception? cause = null)
    : Exception(message.En, cause)
{
    public DocumentWarning Warning { get; } = new(code, message);

    public static ModelFailedException Busy(Exception? cause) =>
        new(DocumentWarningCodes.ModelBusy, MessageCatalog.Text("model.busy"), cause);

    public static ModelFailedException Refused(Exception? cause) =>
        new(DocumentWarningCodes.ModelRefused, MessageCatalog.Text("model.refused"), cause);

    public static ModelFailedException TooSlow(Exception? cause) =>
        new(DocumentWarningCodes.ModelTimeout, MessageCatalog.Text("model.timeout"), cause);

    public static ModelFailedException Failed(Exception? cause) =>
        new(DocumentWarningCodes.ModelFailed, MessageCatalog.Text("model.failed"), cause);

    public static ModelFailedException Unusable() =>
        new(DocumentWarningCodes.ModelUnusable, MessageCatalog.Text("model.unusable"));

    public static ModelFailedException OverBudget(long limit) =>
        new(DocumentWarningCodes.ModelBudgetUsed, MessageCatalog.Text("model.budget_used", ("limit", limit)));
}
