using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.Client.Tests;

public sealed class OptionsTests
{
    public static TheoryData<string, Action<RealtimeClientOptions>> Wrong => new()
    {
        { "Address", o => o.Address = null },
        { "Address", o => o.Address = new Uri("ftp://host") },
        { "Address", o => o.Address = new Uri("/app", UriKind.Relative) },
        { "Address", o => o.Address = new Uri("https://host/?a=b") },
        { "UserId", o => o.UserId = "" },
        { "Attempts", o => o.Attempts = 0 },
        { "BackoffBase", o => o.BackoffBase = TimeSpan.Zero },
        { "BackoffCap", o => o.BackoffCap = TimeSpan.FromMilliseconds(1) },
        { "PollInterval", o => o.PollInterval = TimeSpan.Zero },
        { "ProbeInterval", o => o.ProbeInterval = TimeSpan.Zero },
        { "StableAfter", o => o.StableAfter = TimeSpan.FromSeconds(-1) },
        { "GreetingTimeout", o => o.GreetingTimeout = TimeSpan.Zero },
        { "AnswerTimeout", o => o.AnswerTimeout = TimeSpan.Zero },
        { "AuthenticateInterval", o => o.AuthenticateInterval = TimeSpan.Zero },
        { "AuthenticateInterval", o => o.AuthenticateInterval = TimeSpan.FromDays(7) },
        { "AnswerTimeout", o => o.AnswerTimeout = TimeSpan.MaxValue },
        { "BackoffCap", o => o.BackoffCap = TimeSpan.MaxValue },
        { "ProbeInterval", o => o.ProbeInterval = TimeSpan.MaxValue },
        { "StableAfter", o => o.StableAfter = TimeSpan.MaxValue },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Client_OfAWrongOption_IsRefusedByItsName(string name, Action<RealtimeClientOptions> spoil)
    {
        var options = new RealtimeClientOptions { Address = new Uri("http://host"), UserId = "user-1" };
        spoil(options);

        Assert.Contains(
            $"RealtimeClientOptions.{name} ",
            Assert.Throws<ArgumentException>(() => new RealtimeClient(options)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddDpaRealtimeClient_GivesOneClientWithTheApplicationsClockAndMeters()
    {
        var clock = new TestClock();
        var services = new ServiceCollection().AddLogging().AddMetrics().AddSingleton<TimeProvider>(clock);
        services.AddDpaRealtimeClient(o =>
        {
            Assert.Same(clock, o.TimeProvider);
            (o.Address, o.UserId) = (new Uri("http://host"), "user-1");
        });
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<RealtimeClient>();

        Assert.Same(client, provider.GetRequiredService<RealtimeClient>());
        Assert.Equal(ConnectionStatus.Closed, client.Connection.Status);
    }

    [Fact]
    public async Task Metrics_MoveWithWhatHappens()
    {
        var sums = new Dictionary<string, long>();
        using var listener = new MeterListener();
        using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = meters.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory)) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var tag = tags.Length > 0 ? $" {tags[0].Value}" : "";
            lock (sums) sums[instrument.Name[20..] + tag] = sums.GetValueOrDefault(instrument.Name[20..] + tag) + value;
        });
        listener.Start();
        var server = new FakeServer();
        var options = new RealtimeClientOptions
        {
            Address = new Uri("https://host"),
            UserId = "user-1", TimeProvider = server.Clock, Http = new HttpMessageInvoker(server.Http),
        };
        await using (var client = new RealtimeClient(options, server, null, factory))
        {
            await using var watching = Watching.Start(client);
            await server.GreetAsync(client);
            server.Socket.Push(Frames.Full());
            server.Socket.Push(Frames.Update(9, 20, transition: 1, change: "warning"));
            await FakeServer.UntilAsync(() => watching.Newest?.Position.Version == 9);
            server.Socket.Drop();
            await FakeServer.UntilAsync(() => client.Connection.Status == ConnectionStatus.Reconnecting);
        }

        Assert.Equal(
            (3, 1, 7, 1),
            (sums["frames"], sums["transitions"], sums["conflated"], sums["connection.failures closed_1006"]));
        Assert.Equal(
            (0, 0, 0), (sums["connections connecting"], sums["connections live"], sums["connections reconnecting"]));
    }
}
