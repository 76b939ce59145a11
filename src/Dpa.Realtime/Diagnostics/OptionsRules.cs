using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Diagnostics;

/// <summary>Checks the settings when the application starts; each message names the setting and its range.</summary>
internal sealed class OptionsRules : IValidateOptions<DpaRealtimeOptions>
{
    public ValidateOptionsResult Validate(string? name, DpaRealtimeOptions options)
    {
        var failures = new List<string>();
        void Check(bool holds, string setting, string range)
        {
            if (!holds) failures.Add($"DpaRealtimeOptions.{setting} must be {range}.");
        }

        Check(options.HeartbeatInterval >= TimeSpan.FromSeconds(1) && options.HeartbeatInterval <= TimeSpan.FromMinutes(10), nameof(options.HeartbeatInterval), "from 1 second to 10 minutes");
        Check(options.SendTimeout > TimeSpan.Zero || options.SendTimeout == Timeout.InfiniteTimeSpan, nameof(options.SendTimeout), "greater than 0, or Timeout.InfiniteTimeSpan");
        Check(options.MaxMessageBytes is >= 1024 and <= 1024 * 1024, nameof(options.MaxMessageBytes), "from 1,024 to 1,048,576");
        Check(options.MaxSubscriptionsPerConnection is >= 1 and <= 100_000, nameof(options.MaxSubscriptionsPerConnection), "from 1 to 100,000");
        Check(options.MaxConnectionsPerUser >= 1, nameof(options.MaxConnectionsPerUser), "at least 1");
        Check(options.MaxConnections >= 1, nameof(options.MaxConnections), "at least 1");
        Check(options.MaxMessagesPerSecond >= 1, nameof(options.MaxMessagesPerSecond), "at least 1");
        Check(options.MessageBurst >= 1, nameof(options.MessageBurst), "at least 1");
        Check(options.TransitionsKept is >= 1 and <= 64, nameof(options.TransitionsKept), "from 1 to 64");
        Check(options.StallAfter > TimeSpan.Zero, nameof(options.StallAfter), "greater than 0");
        Check(options.ProducerLease >= TimeSpan.FromSeconds(3), nameof(options.ProducerLease), "at least 3 seconds");
        Check(options.LostProducerStatus is PipelineStatus.Failed or PipelineStatus.Interrupted, nameof(options.LostProducerStatus), "Failed or Interrupted");
        Check(options.Retention > TimeSpan.Zero, nameof(options.Retention), "greater than 0");
        Check(options.WaitTimeout > TimeSpan.Zero, nameof(options.WaitTimeout), "greater than 0");
        Check(options.TicketLifetime > TimeSpan.Zero && options.TicketLifetime <= TimeSpan.FromMinutes(5), nameof(options.TicketLifetime), "greater than 0 and at most 5 minutes");
        Check(options.DrainTime >= TimeSpan.Zero, nameof(options.DrainTime), "0 or more");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
