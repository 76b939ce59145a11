using Dpa.Realtime.Codecs;
using Dpa.Realtime.Engine;
using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Links;
using Dpa.Realtime.Redis.Messages;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Feeds;

/// <summary>
/// What nodes send to each other: control requests, with an answer, revocations, and the news that Redis has lost data.
/// A request is kept in Redis until its node takes it, and can be taken once. So a recorded message that somebody sends
/// again has no effect.
/// </summary>
internal sealed class NodeInbox(
    RedisLink link, ChannelTable channels, KeyNames keys, SharedMarks marks, FeedContext context, AccessNotices notices,
    ILossListener losses, TimeProvider time, ILogger logger, string node) : IControlLine
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(5);

    private readonly AnswerTable _answers = new(time);

    public async ValueTask OpenAsync()
    {
        await channels.AddAsync(keys.Node(node), OnMessage).ConfigureAwait(false);
        await channels.AddAsync(keys.AllNodes, OnAllNodes).ConfigureAwait(false);
    }

    public ValueTask<bool> AskAsync(string target, string pipelineId, PipelineControls action, string? reason) =>
        _answers.AskAsync(async request =>
        {
            var w = new ByteWriter();
            w.Text(pipelineId);
            w.Number((int)action);
            w.OptionalText(reason);
            w.Text(node);
            await link.CallAsync(database => database.StringSetAsync(keys.Control(request), w.ToArray(), Life))
                .ConfigureAwait(false);
            // null: the server cannot know who receives it
            return await SendAsync(keys.Node(target), MessageKind.Control, request).ConfigureAwait(false) != 0;
        });

    /// <summary>
    /// Notifies all nodes that Redis may have lost data. The node that holds the newest state of a pipeline may not
    /// have noticed it yet.
    /// </summary>
    public async ValueTask NotifyLostAsync(string generation)
    {
        var w = new ByteWriter();
        w.Text(generation);
        var secret = await marks.SecretAsync().ConfigureAwait(false);
        await channels
            .PublishAsync(keys.AllNodes, Envelope.Seal(secret, keys.AllNodes, MessageKind.Lost, node, w.ToArray()))
            .ConfigureAwait(false);
    }

    private async ValueTask<long?> SendAsync(string channel, MessageKind kind, string request, bool taken = false)
    {
        var w = new ByteWriter();
        w.Text(request);
        w.Flag(taken);
        return await channels
            .PublishAsync(
                channel,
                Envelope.Seal(await marks.SecretAsync().ConfigureAwait(false), channel, kind, node, w.ToArray()))
            .ConfigureAwait(false);
    }

    private void OnMessage(ReadOnlyMemory<byte> raw)
    {
        var channel = keys.Node(node);
        if (context.Open(channel, raw) is not { } envelope) return;
        try
        {
            var r = new ByteReader(envelope.Content.Span);
            var (request, taken) = (r.Text(), r.Flag());
            if (envelope.Kind == MessageKind.Control)
                _ = TakeAsync(request);
            else if (envelope.Kind == MessageKind.ControlAnswer)
                _answers.Answered(request, taken);
        }
        catch (InvalidDataException)
        {
            context.Rejected(channel, "malformed");
        }
    }

    private async Task TakeAsync(string request)
    {
        try
        {
            var bytes = (byte[]?)
                await link.CallAsync(database => database.StringGetDeleteAsync(keys.Control(request)))
                    .ConfigureAwait(false);
            if (bytes is null)
                return; // taken before, or too late
            var (pipelineId, action, reason, from) = Read(bytes);
            var taken = context.Receiver.OnControl(pipelineId, action, reason);
            await SendAsync(keys.Node(from), MessageKind.ControlAnswer, request, taken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PipelineException or InvalidDataException)
        {
            logger.StepFailed("answer a control request", e);
        }
    }

    private static (string PipelineId, PipelineControls Action, string? Reason, string From) Read(byte[] bytes)
    {
        var r = new ByteReader(bytes);
        return (r.Text(), (PipelineControls)r.Number(), r.OptionalText(), r.Text());
    }

    private void OnAllNodes(ReadOnlyMemory<byte> raw)
    {
        if (
            context.Open(keys.AllNodes, raw) is not { } envelope
            || string.Equals(envelope.Node, node, StringComparison.Ordinal))
            return; // this node has done its own at once
        try
        {
            if (envelope.Kind == MessageKind.Lost) losses.OnCompared(new ByteReader(envelope.Content.Span).Text());
            else if (envelope.Kind is MessageKind.Revoked or MessageKind.UserClosed) notices.Take(envelope);
        }
        catch (InvalidDataException)
        {
            context.Rejected(keys.AllNodes, "malformed");
        }
    }
}
