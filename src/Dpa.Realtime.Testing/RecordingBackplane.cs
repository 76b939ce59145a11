using System.Reflection;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Testing;

/// <summary>
/// The application's backplane, with a recorder at its receiver. The node stays subscribed to each pipeline that it
/// produces, so that every change is recorded, also without a subscriber.
/// </summary>
#pragma warning disable CA1852 // A proxy's base type cannot be sealed.
internal class RecordingBackplane : DispatchProxy
#pragma warning restore CA1852
{
    private IBackplane _inner = null!;
    private RunRecorder _recorder = null!;

    public static IBackplane Around(IBackplane inner, RunRecorder recorder)
    {
        var proxy = Create<IBackplane, RecordingBackplane>();
        ((RecordingBackplane)(object)proxy)._inner = inner;
        ((RecordingBackplane)(object)proxy)._recorder = recorder;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var name = targetMethod!.Name;
        if (name == nameof(IBackplane.Attach))
            args![0] = new RecordingReceiver((IBackplaneReceiver)args[0]!, _recorder);
        else if (_recorder.IsBackplaneUnavailable)
            throw new PipelineException(
                ProgressErrorCodes.BackplaneUnavailable, "A test made the backplane unavailable.", isRetryable: true);
#pragma warning disable CA2012 // A proxy hands a ValueTask on as an object; its caller awaits it once.
        if (name == nameof(IBackplane.StartAsync))
            return StartAsync((PipelineStart)args![0]!, (string)args[1]!, (CancellationToken)args[2]!);
        if (name == nameof(IBackplane.ResumeAsync))
            return ResumeAsync((string)args![0]!, (string)args[1]!, (bool)args[2]!, (CancellationToken)args[3]!);
        if (name == nameof(IBackplane.UnsubscribeAsync) && _recorder.Has((string)args![0]!))
            return ValueTask.CompletedTask;
#pragma warning restore CA2012
        return targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
    }

    private async ValueTask<ApplyResult> StartAsync(
        PipelineStart start, string token, CancellationToken cancellationToken)
    {
        await RecordAsync(start.Id, cancellationToken).ConfigureAwait(false);
        return await _inner.StartAsync(start, token, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ApplyResult> ResumeAsync(
        string id, string token, bool exclusive, CancellationToken cancellationToken)
    {
        await RecordAsync(id, cancellationToken).ConfigureAwait(false);
        return await _inner.ResumeAsync(id, token, exclusive, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask RecordAsync(string id, CancellationToken cancellationToken)
    {
        _recorder.Of(id);
        return _inner.SubscribeAsync(id, cancellationToken);
    }
}
