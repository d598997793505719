using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Ledger.Sql;

/// <summary>Every kind of rows that are sent to a database, and every column of it: its name, its type and its value are said here and nowhere else.</summary>
/// <remarks>
/// A column more needs a schema script of each database, and in SQL Server's another type of the kind's name. But not one that a field has: <see cref="SqlSchema"/> adds it.
/// </remarks>
public static class LedgerTables
{
    /// <summary>Customers, with the version that their row must have.</summary>
    public static readonly SqlTable<Append> Customers = new SqlTable<Append>("customer_rows")
        .Text("customer_id", append => append.CustomerId, ColumnUse.Key)
        .Bigint("version", append => append.After.Sequence)
        .Document("state", append => append.StateUtf8)
        .WithFields()
        .Instant("due_at", append => append.DueAt)
        .Bigint("expected_version", append => append.ExpectedVersion, ColumnUse.Sent);

    /// <summary>Entries, with the key of their customer's row.</summary>
    public static readonly SqlTable<KeyedEntry> Entries = new SqlTable<KeyedEntry>("entry_rows")
        .Bigint("customer_key", row => row.CustomerKey)
        .Bigint("sequence", row => row.Entry.Sequence)
        .Text("natural_id", row => row.Entry.NaturalId)
        .Text("concerns_id", row => row.Entry.ConcernsId)
        .Document("content_hash", row => row.Entry.ContentHash)
        .Instant("occurred_at", row => row.Entry.OccurredAt)
        .Smallint("utc_offset", row => (short)row.Entry.OccurredAt.TotalOffsetMinutes)
        .Instant("recorded_at", row => row.Entry.RecordedAt)
        .Document("body", row => row.Body);

    /// <summary>Messages, with their place in the group: they are read in that order.</summary>
    public static readonly SqlTable<(int Place, OutgoingMessage Message)> Messages = new SqlTable<(int Place, OutgoingMessage Message)>("message_rows")
        .Integer("place", row => row.Place, ColumnUse.Sent)
        .Text("customer_id", row => row.Message.CustomerId)
        .Document("command", row => LedgerJson.Encode(row.Message.Command));

    /// <summary>What counters change by.</summary>
    public static readonly SqlTable<KeyValuePair<CounterKey, Count>> Counters = new SqlTable<KeyValuePair<CounterKey, Count>>("counter_rows")
        .Smallint("kind", row => row.Key.Kind.Number, ColumnUse.Key)
        .Integer("a", row => row.Key.A, ColumnUse.Key)
        .Integer("b", row => row.Key.B, ColumnUse.Key)
        .Text("name", row => row.Key.Name, ColumnUse.Key)
        .Bigint("customers", row => row.Value.Customers)
        .Bigint("orders", row => row.Value.Orders)
        .Bigint("revenue", row => row.Value.Revenue)
        .Bigint("acquisition_cost", row => row.Value.AcquisitionCost);

    /// <summary>Customers with one of their natural ids each.</summary>
    public static readonly SqlTable<(string CustomerId, string NaturalId)> NaturalIds = new SqlTable<(string CustomerId, string NaturalId)>("natural_id_rows")
        .Text("customer_id", row => row.CustomerId, ColumnUse.Sent)
        .Text("natural_id", row => row.NaturalId, ColumnUse.Sent);

    /// <summary>Texts.</summary>
    public static readonly SqlTable<string> Texts = new SqlTable<string>("text_rows").Text("value", value => value, ColumnUse.Sent);

    /// <summary>Numbers.</summary>
    public static readonly SqlTable<long> Numbers = new SqlTable<long>("number_rows").Bigint("value", value => value, ColumnUse.Sent);

    /// <summary>Instants.</summary>
    public static readonly SqlTable<DateTimeOffset> Instants = new SqlTable<DateTimeOffset>("instant_rows").Instant("value", value => value);

    /// <summary>Calls.</summary>
    public static readonly SqlTable<Guid> Calls = new SqlTable<Guid>("call_rows").Uuid("call", call => call);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SqlTable> All => [Customers, Entries, Messages, Counters, NaturalIds, Texts, Numbers, Instants, Calls];
}

/// <summary>An append whose row is written.</summary>
/// <param name="CustomerKey">The row's key.</param>
/// <param name="Append">The append.</param>
public readonly record struct KeyedAppend(long CustomerKey, Append Append);

/// <summary>An entry to write.</summary>
/// <param name="CustomerKey">The key of its customer's row.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Body">What of it is no column, as JSON.</param>
public readonly record struct KeyedEntry(long CustomerKey, Entry Entry, byte[] Body);
