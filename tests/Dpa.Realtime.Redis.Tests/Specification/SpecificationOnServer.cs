using Dpa.Realtime.Backplane;
using Dpa.Realtime.Redis.Tests.Worlds;
using Dpa.Realtime.Specification;

namespace Dpa.Realtime.Redis.Tests.Specification.OnServer;

// The contract of IBackplane, on one redis-server.

public sealed class Delivery() : DeliverySpecification(RedisWorld.OnServer());

public sealed class Fencing() : FencingSpecification(RedisWorld.OnServer());

public sealed class Leases() : LeaseSpecification(RedisWorld.OnServer());

public sealed class Merging() : MergingSpecification(RedisWorld.OnServer());

public sealed class Monotony() : MonotonySpecification(RedisWorld.OnServer());

public sealed class Numbering() : NumberingSpecification(RedisWorld.OnServer());

public sealed class Parents() : ParentSpecification(RedisWorld.OnServer())
{
    protected override int ManyChildren => 2_000;
}

public sealed class Refusals() : RefusalSpecification(RedisWorld.OnServer());

public sealed class Restoring() : RestoringSpecification(RedisWorld.OnServer());

public sealed class Starting() : StartingSpecification(RedisWorld.OnServer());

public sealed class Topics() : TopicSpecification(RedisWorld.OnServer());

public sealed class Tickets() : TicketSpecification(RedisWorld.OnServer());

public sealed class Attributes() : AttributeSpecification(RedisWorld.OnServer());

public sealed class Questions() : QuestionSpecification(RedisWorld.OnServer());

public sealed class Lists() : ListSpecification(RedisWorld.OnServer());
