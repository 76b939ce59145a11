using System.Reflection;
using Dpa.Realtime.Diagnostics;

namespace Dpa.Realtime.Tests.Diagnostics;

public sealed class OptionsRulesTests
{
    public static TheoryData<string, Action<DpaRealtimeOptions>, string, string> Wrong =>
        new()
        {
            {
                nameof(DpaRealtimeOptions.HeartbeatInterval),
                o => o.HeartbeatInterval = TimeSpan.FromMilliseconds(999),
                "from 1 second to 10 minutes", "00:00:00.9990000"
            },
            {
                nameof(DpaRealtimeOptions.HeartbeatInterval),
                o => o.HeartbeatInterval = TimeSpan.FromMinutes(11),
                "from 1 second to 10 minutes", "00:11:00"
            },
            {
                nameof(DpaRealtimeOptions.HandshakeTimeout),
                o => o.HandshakeTimeout = TimeSpan.Zero,
                "from 1 second to 10 minutes, or Timeout.InfiniteTimeSpan", "00:00:00"
            },
            {
                nameof(DpaRealtimeOptions.SendTimeout),
                o => o.SendTimeout = TimeSpan.Zero,
                "greater than 0 and at most 1 day, or Timeout.InfiniteTimeSpan", "00:00:00"
            },
            {
                nameof(DpaRealtimeOptions.SendTimeout),
                o => o.SendTimeout = TimeSpan.MaxValue,
                "greater than 0 and at most 1 day", "10675199.02:48:05.4775807"
            },
            {
                nameof(DpaRealtimeOptions.MaxMessageBytes),
                o => o.MaxMessageBytes = 1023,
                "from 1,024 to 1,048,576", "1023"
            },
            {
                nameof(DpaRealtimeOptions.MaxMessageBytes),
                o => o.MaxMessageBytes = (1024 * 1024) + 1,
                "from 1,024 to 1,048,576", "1048577"
            },
            {
                nameof(DpaRealtimeOptions.MaxSubscriptionsPerConnection),
                o => o.MaxSubscriptionsPerConnection = 0,
                "from 1 to 100,000", "0"
            },
            {
                nameof(DpaRealtimeOptions.MaxSubscriptionsPerConnection),
                o => o.MaxSubscriptionsPerConnection = 100_001,
                "from 1 to 100,000", "100001"
            },
            { nameof(DpaRealtimeOptions.MaxConnectionsPerUser), o => o.MaxConnectionsPerUser = 0, "at least 1", "0" },
            { nameof(DpaRealtimeOptions.MaxConnections), o => o.MaxConnections = -5, "at least 1", "-5" },
            { nameof(DpaRealtimeOptions.MaxMessagesPerSecond), o => o.MaxMessagesPerSecond = 0, "at least 1", "0" },
            { nameof(DpaRealtimeOptions.MessageBurst), o => o.MessageBurst = 0, "at least 1", "0" },
            { nameof(DpaRealtimeOptions.MaxRequestsPerSecond), o => o.MaxRequestsPerSecond = 0, "at least 1", "0" },
            { nameof(DpaRealtimeOptions.RequestBurst), o => o.RequestBurst = 0, "at least 1", "0" },
            { nameof(DpaRealtimeOptions.MaxHeldRequestsPerUser), o => o.MaxHeldRequestsPerUser = 0, "at least 1", "0" },
            { nameof(DpaRealtimeOptions.MaxTicketsPerMinute), o => o.MaxTicketsPerMinute = 0, "at least 1", "0" },
            { nameof(DpaRealtimeOptions.TransitionsKept), o => o.TransitionsKept = 65, "from 1 to 64", "65" },
            {
                nameof(DpaRealtimeOptions.StallAfter),
                o => o.StallAfter = TimeSpan.FromSeconds(-1),
                "greater than 0", "-00:00:01"
            },
            {
                nameof(DpaRealtimeOptions.ProducerLease),
                o => o.ProducerLease = TimeSpan.FromSeconds(2),
                "from 3 seconds to 1 day", "00:00:02"
            },
            {
                nameof(DpaRealtimeOptions.ProducerLease),
                o => o.ProducerLease = TimeSpan.MaxValue,
                "from 3 seconds to 1 day", "10675199"
            },
            {
                nameof(DpaRealtimeOptions.LostProducerStatus),
                o => o.LostProducerStatus = PipelineStatus.Completed,
                "Failed or Interrupted", "Completed"
            },
            {
                nameof(DpaRealtimeOptions.LostProducerStatus),
                o => o.LostProducerStatus = (PipelineStatus)99,
                "Failed or Interrupted", "99"
            },
            {
                nameof(DpaRealtimeOptions.Retention),
                o => o.Retention = TimeSpan.MaxValue,
                "greater than 0 and at most 3,650 days", "10675199"
            },
            {
                nameof(DpaRealtimeOptions.WaitTimeout),
                o => o.WaitTimeout = TimeSpan.Zero,
                "greater than 0 and at most 1 day", "00:00:00"
            },
            {
                nameof(DpaRealtimeOptions.TicketLifetime),
                o => o.TicketLifetime = TimeSpan.FromMinutes(6),
                "greater than 0 and at most 5 minutes", "00:06:00"
            },
            {
                nameof(DpaRealtimeOptions.DrainTime),
                o => o.DrainTime = TimeSpan.FromSeconds(-1),
                "from 0 to 1 hour", "-00:00:01"
            },
            {
                nameof(DpaRealtimeOptions.CallbackTimeout),
                o => o.CallbackTimeout = TimeSpan.FromMilliseconds(9),
                "from 10 milliseconds to 10 minutes", "00:00:00.0090000"
            },
            {
                nameof(DpaRealtimeOptions.CallbackTimeout),
                o => o.CallbackTimeout = TimeSpan.FromMinutes(11),
                "from 10 milliseconds to 10 minutes", "00:11:00"
            },
            { nameof(DpaRealtimeOptions.MaxCommitsInFlight), o => o.MaxCommitsInFlight = 0, "from 1 to 10,000", "0" },
            {
                nameof(DpaRealtimeOptions.MaxConcurrentCallbacks),
                o => o.MaxConcurrentCallbacks = 0,
                "from 1 to 10,000", "0"
            },
            {
                nameof(DpaRealtimeOptions.TransitionHandlerTimeout),
                o => o.TransitionHandlerTimeout = TimeSpan.FromHours(2),
                "from 10 milliseconds to 1 hour", "02:00:00"
            },
            {
                nameof(DpaRealtimeOptions.MaxQueuedTransitions),
                o => o.MaxQueuedTransitions = 0,
                "from 1 to 10,000,000", "0"
            },
            {
                nameof(DpaRealtimeOptions.AllowedOrigins),
                o => o.AllowedOrigins.Add("https://app.example/"),
                "such as https://app.example.com",
                "'https://app.example/'"
            },
            {
                nameof(DpaRealtimeOptions.AllowedOrigins),
                o => o.AllowedOrigins.Add("app.example"),
                "such as https://app.example.com",
                "'app.example'"
            },
            {
                nameof(DpaRealtimeOptions.AllowedOrigins),
                o => o.AllowedOrigins.Add("https://*.example"),
                "such as https://app.example.com",
                "'https://*.example'"
            },
            {
                nameof(DpaRealtimeOptions.AllowedOrigins),
                o => o.AllowedOrigins.Add("https://app.example:443"),
                "such as https://app.example.com",
                "'https://app.example:443'"
            },
            {
                nameof(DpaRealtimeOptions.AllowedOrigins),
                o => o.AllowedOrigins.Add("*"),
                "such as https://app.example.com",
                "'*'"
            },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_AWrongValue_NamesTheSettingItsRangeAndTheValue(
        string setting, Action<DpaRealtimeOptions> change, string range, string value)
    {
        var options = new DpaRealtimeOptions();
        change(options);

        var failure = Assert.Single(new OptionsRules().Validate(null, options).Failures!);

        Assert.StartsWith($"DpaRealtimeOptions.{setting} must ", failure, StringComparison.Ordinal);
        Assert.Contains(range, failure, StringComparison.Ordinal);
        Assert.Contains(value, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SeveralWrongValues_NamesAll() =>
        Assert.Equal(
            2, new OptionsRules()
                .Validate(null, new DpaRealtimeOptions { MessageBurst = 0, TransitionsKept = 0 })
                .Failures!.Count());

    [Fact]
    public void Validate_TheDefaultsAndEachBound_Holds()
    {
        var atTheBounds = new DpaRealtimeOptions
        {
            HeartbeatInterval = TimeSpan.FromMinutes(10),
            HandshakeTimeout = Timeout.InfiniteTimeSpan,
            SendTimeout = Timeout.InfiniteTimeSpan,
            MaxMessageBytes = 1024,
            ProducerLease = TimeSpan.FromSeconds(3),
            Retention = TimeSpan.FromDays(3650),
            DrainTime = TimeSpan.Zero,
            LostProducerStatus = PipelineStatus.Interrupted,
            AllowedOrigins =
            {
                "https://app.example",
                "http://localhost:5173",
                "capacitor://localhost",
                "http://[::1]:8080",
            },
        };

        Assert.True(new OptionsRules().Validate(null, new DpaRealtimeOptions()).Succeeded);
        Assert.True(new OptionsRules().Validate(null, atTheBounds).Succeeded);
    }

    /// <summary>A new setting needs a rule, or a line here that says why it has none.</summary>
    [Fact]
    public void EverySetting_HasARule()
    {
        string[] any = [nameof(DpaRealtimeOptions.AllowAnonymous), nameof(DpaRealtimeOptions.UserIdSelector)];

        var settings = typeof(DpaRealtimeOptions)
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(p => p.Name)
            .Except(any);

        Assert.Equal(settings.Order(), Wrong.Select(w => w.Data.Item1).Distinct().Order());
    }
}
