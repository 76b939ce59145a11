using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>
/// The names of keys and channels. Keys that belong together have the same hash tag, so that they are in one slot of a
/// Cluster.
/// </summary>
internal sealed class KeyNames(string prefix)
{
    /// <summary>The pipeline's hash.</summary>
    public RedisKey Entry(string id) => $"{prefix}:{{{id}}}";

    /// <summary>The parts of a parent's children.</summary>
    public RedisKey Children(string id) => $"{prefix}:{{{id}}}:children";

    /// <summary>After a loss: the position that a node holds.</summary>
    public RedisKey Offer(string id) => $"{prefix}:{{{id}}}:offer";

    /// <summary>The pipeline's changes.</summary>
    public string Changes(string id) => $"{prefix}:{{{id}}}";

    /// <summary>The owner's live top-level pipelines.</summary>
    public RedisKey Owner(string owner) => Started(owner);

    /// <summary>The owner's pipelines that start. Escaped, so that a brace in a name makes no other hash tag.</summary>
    public string Started(string owner) => $"{prefix}:owner:{{{Uri.EscapeDataString(owner)}}}";

    /// <summary>The owner's top-level pipelines that are kept.</summary>
    public RedisKey List(string owner) => $"{Started(owner)}:list";

    /// <summary>Until when each of them is kept.</summary>
    public RedisKey ListEnds(string owner) => $"{Started(owner)}:ends";

    public RedisKey Ticket(string digest) => $"{prefix}:ticket:{{{digest}}}";

    /// <summary>Set to a new value whenever the user's connections are closed: earlier tickets are then void.</summary>
    public RedisKey Closed(string userId) => $"{prefix}:closed:{{{Uri.EscapeDataString(userId)}}}";

    /// <summary>The recent notices about access, to all nodes.</summary>
    public RedisKey Notices => $"{{{prefix}}}:notices";

    /// <summary>A control request until its node takes it.</summary>
    public RedisKey Control(string request) => $"{prefix}:control:{{{request}}}";

    /// <summary>The nodes that have published what they hold, for one generation of the data.</summary>
    public RedisKey Compared(string generation) => $"{{{prefix}}}:compared:{generation}";

    /// <summary>The nodes that are present.</summary>
    public RedisKey Nodes => $"{{{prefix}}}:present";

    /// <summary>The nodes that restore what was lost.</summary>
    public RedisKey Restoring => $"{{{prefix}}}:restoring";

    /// <summary>Messages to one node.</summary>
    public string Node(string node) => $"{prefix}:node:{{{node}}}";

    /// <summary>Messages to all nodes.</summary>
    public string AllNodes => $"{{{prefix}}}:nodes";

    /// <summary>When each pipeline must be checked.</summary>
    public RedisKey Watch => $"{{{prefix}}}:watch";

    public RedisKey Mark => $"{{{prefix}}}:mark";

    public RedisKey Secret => $"{{{prefix}}}:secret";
}
