using static CustomerCapital.Ledger.SqlServer.SqlServerRows;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>The schema's table types.</summary>
internal static class SqlServerRowTypes
{
    public static readonly SqlServerRows Customers = new(
        "customer_rows",
        Text("customer_id"), Bigint("version"), Document("state"), Smallint("rung"), Bit("lapsed"), Text("channel"), Bigint("orders"), Bigint("revenue"),
        Bigint("acquisition_cost"), Instant("first_order_at"), Instant("last_order_at"), Bit("enrolled"), Bigint("converted_referrals"), Instant("known_since"),
        Instant("due_at"), Bigint("expected_version"));

    public static readonly SqlServerRows Entries = new(
        "entry_rows",
        Bigint("customer_key"), Bigint("sequence"), Text("natural_id"), Text("concerns_id"), Document("content_hash"), Instant("occurred_at"), Smallint("utc_offset"),
        Instant("recorded_at"), Document("body"));

    public static readonly SqlServerRows Messages = new("message_rows", Integer("place"), Text("customer_id"), Document("command"));

    public static readonly SqlServerRows Counters = new(
        "counter_rows",
        Smallint("kind"), Integer("a"), Integer("b"), Text("name"), Bigint("customers"), Bigint("orders"), Bigint("revenue"), Bigint("acquisition_cost"));

    /// <summary>Customers with one of their natural ids each.</summary>
    public static readonly SqlServerRows NaturalIds = new("natural_id_rows", Text("customer_id"), Text("natural_id"));

    public static readonly SqlServerRows Texts = new("text_rows", Text("value"));

    public static readonly SqlServerRows Numbers = new("number_rows", Bigint("value"));

    public static readonly SqlServerRows Instants = new("instant_rows", Instant("value"));

    public static readonly SqlServerRows Calls = new("call_rows", Uuid("call"));
}
