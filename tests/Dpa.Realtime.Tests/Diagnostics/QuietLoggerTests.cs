using Dpa.Realtime.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Tests.Diagnostics;

public sealed class QuietLoggerTests
{
    [Fact]
    public void Log_WhatAProviderThrows_IsNotTheCallersMatter()
    {
        using var loggers = LoggerFactory.Create(l => l.AddProvider(new ThrowingProvider()));
        Assert.ThrowsAny<Exception>(() => Write(loggers.CreateLogger<DescriptorGuard>()));

        Write(new QuietLogger<DescriptorGuard>(loggers));
    }

    /// <summary>Everything of the library that logs has such a logger, wherever it stands.</summary>
    [Fact]
    public async Task Services_ThatLog_HaveQuietLoggers()
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddDpaRealtime()
            .Services.BuildServiceProvider();
        Type[] wanted =
        [
            .. typeof(DescriptorGuard)
                .Assembly.GetTypes()
                .SelectMany(t => t.GetConstructors())
                .SelectMany(c => c.GetParameters())
                .Select(p => p.ParameterType)
                .Where(t => t.IsConstructedGenericType && t.GetGenericTypeDefinition() == typeof(ILogger<>))
                .Distinct(),
        ];

        Assert.NotEmpty(wanted);
        Assert.All(wanted, t =>
            Assert.Equal(typeof(QuietLogger<>), services.GetRequiredService(t).GetType().GetGenericTypeDefinition()));
    }

    private static void Write(ILogger logger) => logger.LogWarning("a line");

    private sealed class ThrowingProvider : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => throw new IOException("Too many open files");

        public void Dispose()
        {
        }
    }
}
