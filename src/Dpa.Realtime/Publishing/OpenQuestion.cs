namespace Dpa.Realtime.Publishing;

/// <summary>What a run asks, and what may bring its answer.</summary>
internal sealed class OpenQuestion(string id)
{
    private readonly TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    public Task News => _news.Task;

    public void Notify() => _news.TrySetResult();
}
