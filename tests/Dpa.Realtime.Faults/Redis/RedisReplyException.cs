namespace Dpa.Realtime.Faults.Redis;

/// <summary>A Redis server answered a command with an error.</summary>
/// <param name="message">What it said, its code word first.</param>
public sealed class RedisReplyException(string message) : Exception(message);
