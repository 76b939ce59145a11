using Dpa.Realtime.Codecs;

namespace Dpa.Realtime.Engine;

/// <summary>Messages between nodes: control requests with their answers, and revoked access.</summary>
internal sealed class NodeCalls(
    IPipelineStore store, IFeedLine line, FeedTable feeds, StoredTickets tickets, TimeProvider time, string node)
    : IControlLine
{
    private readonly AnswerTable _answers = new(time);

    /// <summary>Subscribes this node to requests and notifications of the other nodes.</summary>
    public async ValueTask OpenAsync()
    {
        await feeds.AddTopicAsync(Topics.Node(node), OnMessage).ConfigureAwait(false);
        await feeds.AddTopicAsync(Topics.Nodes, OnMessage).ConfigureAwait(false);
    }

    public ValueTask<bool> AskAsync(string target, string pipelineId, PipelineControls action, string? reason) =>
        _answers.AskAsync(async request =>
        {
            var notice = new Notice(NoticeKind.Control, pipelineId)
            {
                Detail = reason,
                Node = node,
                Request = request,
                Value = (int)action,
            };
            await SendAsync(Topics.Node(target), notice).ConfigureAwait(false);
            return true;
        });

    /// <summary>Notifies the other nodes; this one has done it already.</summary>
    public ValueTask NotifyAsync(NoticeKind kind, string userId, string about, string? mark = null) =>
        SendAsync(Topics.Nodes, new Notice(kind, userId) { Detail = about, Node = node, Request = mark });

    /// <summary>The notice that a message carries, or null.</summary>
    public static Notice? Read(StoreMessage message)
    {
        try
        {
            return message.Notice ?? NoticeCodec.Decode(message.Content.Span);
        }
        catch (InvalidDataException)
        {
            return null; // of another version, or not ours
        }
    }

    private ValueTask SendAsync(string topic, Notice notice) =>
        store.PublishAsync(new StoreMessage(topic, notice), default);

    private void OnMessage(StoreMessage message)
    {
        if (Read(message) is not { } notice) return;
        if (notice.Kind == NoticeKind.ControlAnswer)
        {
            _answers.Answered(notice.Subject, notice.Value == 1);
            return;
        }

        if (string.Equals(notice.Node, node, StringComparison.Ordinal)) return;
        if (notice.Kind == NoticeKind.Control) _ = AnswerAsync(notice);
        else if (notice.Kind == NoticeKind.Revoked) line.Receiver.OnRevoked(notice.Subject, notice.Detail ?? "");
        else if (notice.Kind == NoticeKind.UserClosed) Close(notice);
    }

    private void Close(Notice notice)
    {
        line.Receiver.OnUserClosed(notice.Subject, notice.Detail ?? "");
        if (notice.Request is { } mark) tickets.Received(notice.Subject, mark);
    }

    private async Task AnswerAsync(Notice request)
    {
        var taken = line.Receiver.OnControl(request.Subject, (PipelineControls)request.Value, request.Detail);
        var answer = new Notice(NoticeKind.ControlAnswer, request.Request ?? "") { Value = taken ? 1 : 0 };
        try
        {
            await SendAsync(Topics.Node(request.Node ?? ""), answer).ConfigureAwait(false);
        }
        catch (PipelineException)
        {
            // The node that asked waits for a second and then treats the request as refused.
        }
    }
}
