using System.Globalization;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>The fields of a pipeline's hash.</summary>
internal static class EntryFields
{
    public const string Tag = "r";
    public const string Position = "p";
    public const string Status = "st";
    public const string Owner = "ow";
    public const string Definition = "d";
    public const string Head = "h";
    public const string Transitions = "t";
    public const string Sums = "u";
    public const string Orphaned = "o";
    public const string Primary = "m";
    public const string StagePrefix = "s:";
    public const string ProducerPrefix = "w:";
    public const string LeasePrefix = "l:";

    public static string Stage(int index) => string.Create(CultureInfo.InvariantCulture, $"{StagePrefix}{index}");

    public static string Producer(string token) => ProducerPrefix + token;

    public static string Lease(string token) => LeasePrefix + token;
}
