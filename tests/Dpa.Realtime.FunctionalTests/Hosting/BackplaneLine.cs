using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Hosting;

/// <summary>
/// A line between a server and the real in-memory backplane that may be down, and that may lose what is published.
/// </summary>
internal sealed class BackplaneLine
{
    private volatile bool _isAway;
    private volatile bool _losesChanges;

    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    /// <summary>What is thrown while it is away.</summary>
    public Exception Failure { get; set; } =
        new PipelineException("backplane_unavailable", "The line is down.", isRetryable: true);

    public bool LosesChanges
    {
        get => _losesChanges;
        set => _losesChanges = value;
    }

    /// <summary>While it is reset, changes do not arrive.</summary>
    public ManualResetEventSlim Changes { get; } = new(true);

    public void AddTo(DpaRealtimeBuilder builder) =>
        builder.Services.AddSingleton(s =>
            Call.Over<IBackplane>(ActivatorUtilities.CreateInstance<PipelineEngine>(s), Outward));

    private bool Outward(string method, object?[] args)
    {
        if (IsAway)
            throw Failure;
        if (method == nameof(IBackplane.ApplyAsync) && !Changes.Wait(WireClient.Limit))
            throw new TimeoutException("The line was not let through again.");
        if (method == nameof(IBackplane.Attach))
            args[0] = Call.Over((IBackplaneReceiver)args[0]!, (m, _) =>
                m != nameof(IBackplaneReceiver.OnChange) || !LosesChanges);
        return true;
    }

    /// <summary>Passes calls on where its judge lets them.</summary>
    [SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
    internal class Call : DispatchProxy
    {
        private object _inner = null!;
        private Func<string, object?[], bool> _passes = null!;

        public static T Over<T>(T inner, Func<string, object?[], bool> passes)
            where T : class
        {
            var proxy = Create<T, Call>();
            ((Call)(object)proxy)._inner = inner;
            ((Call)(object)proxy)._passes = passes;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            _passes(targetMethod!.Name, args!)
                ? targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null)
                : null;
    }
}
