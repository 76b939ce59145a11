using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Tests.Worlds;

/// <summary>
/// A connection whose answers to <c>HashGetAsync</c> wait for a hook of the test: what another node does between a
/// look and what follows from it can be put just there.
/// </summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class InterceptedConnection : DispatchProxy
{
    private object _inner = null!;
    private Func<string, RedisKey, Task> _afterAnswer = null!;

    /// <param name="connection">What answers.</param>
    /// <param name="afterAnswer">Awaited between an answer and its caller: the command's method, and its key.</param>
    public static IConnectionMultiplexer Over(
        IConnectionMultiplexer connection, Func<string, RedisKey, Task> afterAnswer) =>
        Over<IConnectionMultiplexer>(connection, afterAnswer);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var answer = targetMethod!.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        return answer switch
        {
            IDatabase database => Over(database, _afterAnswer),
            Task<RedisValue[]> values when args is [RedisKey key, ..] => AfterAsync(values, targetMethod.Name, key),
            _ => answer,
        };
    }

    private static T Over<T>(T inner, Func<string, RedisKey, Task> afterAnswer)
        where T : class
    {
        var proxy = Create<T, InterceptedConnection>();
        var intercepted = (InterceptedConnection)(object)proxy;
        (intercepted._inner, intercepted._afterAnswer) = (inner, afterAnswer);
        return proxy;
    }

    private async Task<RedisValue[]> AfterAsync(Task<RedisValue[]> answer, string method, RedisKey key)
    {
        var values = await answer;
        await _afterAnswer(method, key);
        return values;
    }
}
