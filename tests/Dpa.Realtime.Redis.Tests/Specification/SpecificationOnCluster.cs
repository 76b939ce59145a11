using Dpa.Realtime.Backplane;
using Dpa.Realtime.Redis.Tests.Worlds;
using Dpa.Realtime.Specification;

namespace Dpa.Realtime.Redis.Tests.Specification.OnCluster;

// The contract of IBackplane, on a Cluster of three masters.

public sealed class Delivery() : DeliverySpecification(RedisWorld.OnCluster());

public sealed class Fencing() : FencingSpecification(RedisWorld.OnCluster());

public sealed class Leases() : LeaseSpecification(RedisWorld.OnCluster());

public sealed class Merging() : MergingSpecification(RedisWorld.OnCluster());

public sealed class Monotony() : MonotonySpecification(RedisWorld.OnCluster());

public sealed class Numbering() : NumberingSpecification(RedisWorld.OnCluster());

public sealed class Parents() : ParentSpecification(RedisWorld.OnCluster())
{
    protected override int ManyChildren => 2_000;
}

public sealed class Refusals() : RefusalSpecification(RedisWorld.OnCluster());

public sealed class Restoring() : RestoringSpecification(RedisWorld.OnCluster());

public sealed class Starting() : StartingSpecification(RedisWorld.OnCluster());

public sealed class Topics() : TopicSpecification(RedisWorld.OnCluster());

public sealed class Tickets() : TicketSpecification(RedisWorld.OnCluster());

public sealed class Attributes() : AttributeSpecification(RedisWorld.OnCluster());

public sealed class Questions() : QuestionSpecification(RedisWorld.OnCluster());

public sealed class Lists() : ListSpecification(RedisWorld.OnCluster());
