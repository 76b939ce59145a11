using System.Collections.Concurrent;
using System.Security.Claims;

namespace Dpa.Realtime.FunctionalTests.Guests;

/// <summary>Answers when, and as, the test says.</summary>
internal sealed class GateAuthorizer : IPipelineAuthorizer
{
    private readonly ConcurrentQueue<CancellationToken> _tokens = new();
    private volatile TaskCompletionSource? _gate;
    private volatile bool _isBroken;
    private volatile bool _refuses;

    /// <summary>The tokens of all calls, in order.</summary>
    public IReadOnlyCollection<CancellationToken> Tokens => _tokens;

    /// <summary>From here on calls wait.</summary>
    public void Close() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _gate?.TrySetResult();

    public void Break(bool isBroken = true) => _isBroken = isBroken;

    public void Refuse() => _refuses = true;

    public async ValueTask<bool> CanReadAsync(
        ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken)
    {
        _tokens.Enqueue(cancellationToken);
        if (_gate is { } gate) await gate.Task.WaitAsync(cancellationToken);
        if (_isBroken) throw new InvalidOperationException("The rules cannot be read.");
        return !_refuses;
    }
}
