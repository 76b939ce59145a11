using Dpa.Realtime.Specification;

namespace Dpa.Realtime.SqliteStore.Tests;

// One file, since each is only a name: a store in SQLite is put to the suite that every store passes.

public sealed class SqliteStarting() : StartingSpecification(new SqliteWorld());

public sealed class SqliteMerging() : MergingSpecification(new SqliteWorld());

public sealed class SqliteNumbering() : NumberingSpecification(new SqliteWorld());

public sealed class SqliteMonotony() : MonotonySpecification(new SqliteWorld());

public sealed class SqliteRefusal() : RefusalSpecification(new SqliteWorld());

public sealed class SqliteFencing() : FencingSpecification(new SqliteWorld());

public sealed class SqliteRestoring() : RestoringSpecification(new SqliteWorld());

public sealed class SqliteLease() : LeaseSpecification(new SqliteWorld());

public sealed class SqliteTopic() : TopicSpecification(new SqliteWorld());

public sealed class SqliteTicket() : TicketSpecification(new SqliteWorld());

public sealed class SqliteDelivery() : DeliverySpecification(new SqliteWorld());

public sealed class SqliteParent() : ParentSpecification(new SqliteWorld())
{
    /// <summary>Each change is a transaction on a file.</summary>
    protected override int ManyChildren => 200;
}

public sealed class SqliteAttributes() : AttributeSpecification(new SqliteWorld());

public sealed class SqliteQuestion() : QuestionSpecification(new SqliteWorld());

public sealed class SqliteList() : ListSpecification(new SqliteWorld());
