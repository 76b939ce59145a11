using Dpa.Realtime.Specification;

namespace Dpa.Realtime.Tests.Backplane;

// One file, since each is only a name: the in-memory backplane is put to the suite that every backplane passes.

public sealed class InMemoryStarting() : StartingSpecification(new InMemoryWorld());

public sealed class InMemoryMerging() : MergingSpecification(new InMemoryWorld());

public sealed class InMemoryNumbering() : NumberingSpecification(new InMemoryWorld());

public sealed class InMemoryMonotony() : MonotonySpecification(new InMemoryWorld());

public sealed class InMemoryRefusal() : RefusalSpecification(new InMemoryWorld());

public sealed class InMemoryFencing() : FencingSpecification(new InMemoryWorld());

public sealed class InMemoryRestoring() : RestoringSpecification(new InMemoryWorld());

public sealed class InMemoryLease() : LeaseSpecification(new InMemoryWorld());

public sealed class InMemoryTopic() : TopicSpecification(new InMemoryWorld());

public sealed class InMemoryTicket() : TicketSpecification(new InMemoryWorld());

public sealed class InMemoryDelivery() : DeliverySpecification(new InMemoryWorld());

public sealed class InMemoryParent() : ParentSpecification(new InMemoryWorld());

public sealed class InMemoryAttributes() : AttributeSpecification(new InMemoryWorld());

public sealed class InMemoryQuestion() : QuestionSpecification(new InMemoryWorld());

public sealed class InMemoryList() : ListSpecification(new InMemoryWorld());
