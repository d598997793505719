using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Sql;

/// <summary>Every kind of rows that are sent to a database, and every column of it: its name, its type and its value are said here and nowhere else.</summary>
/// <remarks>
/// A column more needs a schema script of each database, and in SQL Server's another type of the kind's name. But not one that a field has: <see cref="SqlSchema"/> adds it.
/// </remarks>
public static class LedgerTables
{
    /// <summary>Actors, with the version that their row must have.</summary>
    public static readonly SqlTable<Append> Actors = new SqlTable<Append>("actor_rows")
        .Smallint("kind", append => (short)append.Actor.Kind, ColumnUse.Key)
        .Text("actor_id", append => append.Actor.Key, ColumnUse.Key)
        .Bigint("version", append => append.After.Sequence)
        .Document("state", append => append.StateUtf8)
        .WithFields()
        .Bigint("expected_version", append => append.ExpectedVersion, ColumnUse.Sent);

    /// <summary>Actors of which no other columns change than purchases do. A column sent costs as much whether it changes or not.</summary>
    internal static readonly SqlTable<Append> Buyers = new SqlTable<Append>("buyer_rows")
        .Smallint("kind", append => (short)append.Actor.Kind, ColumnUse.Key)
        .Text("actor_id", append => append.Actor.Key, ColumnUse.Key)
        .Bigint("version", append => append.After.Sequence)
        .Document("state", append => append.StateUtf8)
        .WithFields(FieldColumns.OfPurchases)
        .Bigint("expected_version", append => append.ExpectedVersion, ColumnUse.Sent);

    /// <summary>Parts of states that have rows of their own.</summary>
    public static readonly SqlTable<(long ActorKey, EncodedPart Part)> Parts = new SqlTable<(long ActorKey, EncodedPart Part)>("part_rows")
        .Bigint("actor_key", row => row.ActorKey, ColumnUse.Key)
        .Text("name", row => row.Part.Name, ColumnUse.Key)
        .Document("state", row => row.Part.Utf8);

    /// <summary>What the pieces that are with customers change by.</summary>
    public static readonly SqlTable<(long ActorKey, PieceKey Key, long Units)> Pieces = new SqlTable<(long ActorKey, PieceKey Key, long Units)>("piece_rows")
        .Bigint("actor_key", row => row.ActorKey, ColumnUse.Key)
        .Smallint("kind", row => (short)row.Key.Kind, ColumnUse.Key)
        .Text("name", row => row.Key.Name, ColumnUse.Key)
        .Bigint("quantity", row => row.Units);

    /// <summary>When actors are looked at next, and for what.</summary>
    public static readonly SqlTable<(long ActorKey, DueChange Change)> Due = new SqlTable<(long ActorKey, DueChange Change)>("due_rows")
        .Bigint("actor_key", row => row.ActorKey, ColumnUse.Key)
        .Text("what", row => row.Change.What, ColumnUse.Key)
        .Instant("look_at", row => row.Change.LookAt);

    /// <summary>Entries, with the key of their actor's row.</summary>
    public static readonly SqlTable<KeyedEntry> Entries = new SqlTable<KeyedEntry>("entry_rows")
        .Bigint("actor_key", row => row.ActorKey)
        .Bigint("sequence", row => row.Entry.Sequence)
        .Text("natural_id", row => row.Entry.NaturalId)
        .Text("concerns_id", row => row.Entry.ConcernsId)
        .Document("content_hash", row => row.Entry.ContentHash)
        .Instant("occurred_at", row => row.Entry.OccurredAt)
        .Smallint("utc_offset", row => (short)row.Entry.OccurredAt.TotalOffsetMinutes)
        .Instant("recorded_at", row => row.Entry.RecordedAt)
        .Document("body", row => row.Body);

    /// <summary>Entries that are written anew.</summary>
    public static readonly SqlTable<KeyedEntry> Rewritten = new SqlTable<KeyedEntry>("rewritten_rows")
        .Bigint("actor_key", row => row.ActorKey, ColumnUse.Key)
        .Bigint("sequence", row => row.Entry.Sequence, ColumnUse.Key)
        .Text("natural_id", row => row.Entry.NaturalId)
        .Text("concerns_id", row => row.Entry.ConcernsId)
        .Document("content_hash", row => row.Entry.ContentHash)
        .Document("body", row => row.Body);

    /// <summary>Actors that have another id from now on.</summary>
    public static readonly SqlTable<(long ActorKey, ActorId To)> Renamed = new SqlTable<(long ActorKey, ActorId To)>("renamed_rows")
        .Bigint("actor_key", row => row.ActorKey, ColumnUse.Key)
        .Text("actor_id", row => row.To.Key);

    /// <summary>Actors whose row stands under another kind and id from now on.</summary>
    public static readonly SqlTable<(long ActorKey, ActorId To)> Moved = new SqlTable<(long ActorKey, ActorId To)>("moved_rows")
        .Bigint("actor_key", row => row.ActorKey, ColumnUse.Key)
        .Smallint("kind", row => (short)row.To.Kind)
        .Text("actor_id", row => row.To.Key);

    /// <summary>Messages that say the same of somebody by another id.</summary>
    public static readonly SqlTable<OutgoingMessage> Readdressed = new SqlTable<OutgoingMessage>("readdressed_rows")
        .Bigint("message_id", message => message.MessageId, ColumnUse.Key)
        .Text("recipient", message => message.To.Key)
        .Document("body", message => message.Body);

    /// <summary>Messages that were given up, and say the same of somebody by another id.</summary>
    public static readonly SqlTable<DeadLetter> ReaddressedLetters = new SqlTable<DeadLetter>("readdressed_letter_rows")
        .Bigint("message_id", letter => letter.Message.MessageId, ColumnUse.Key)
        .Text("recipient", letter => letter.Message.To.Key)
        .Document("body", letter => letter.Message.Body)
        .Document("reason", letter => letter.Reason);

    /// <summary>Messages, with their place in the group: they are read in that order.</summary>
    public static readonly SqlTable<(int Place, OutgoingMessage Message)> Messages = new SqlTable<(int Place, OutgoingMessage Message)>("message_rows")
        .Integer("place", row => row.Place, ColumnUse.Sent)
        .Smallint("topic", row => row.Message.To.Topic)
        .Text("recipient", row => row.Message.To.Key)
        .Document("body", row => row.Message.Body);

    /// <summary>Messages that are tried again.</summary>
    public static readonly SqlTable<OutgoingMessage> PutOff = new SqlTable<OutgoingMessage>("put_off_rows")
        .Bigint("message_id", message => message.MessageId, ColumnUse.Key)
        .Integer("tries", message => message.Tries)
        .Instant("try_at", message => message.TryAt);

    /// <summary>Messages that are given up.</summary>
    public static readonly SqlTable<DeadLetter> DeadLetters = new SqlTable<DeadLetter>("dead_letter_rows")
        .Bigint("message_id", letter => letter.Message.MessageId, ColumnUse.Key)
        .Document("reason", letter => letter.Reason)
        .Instant("died_at", letter => letter.DiedAt);

    /// <summary>What counters change by.</summary>
    public static readonly SqlTable<KeyValuePair<CounterKey, Count>> Counters = new SqlTable<KeyValuePair<CounterKey, Count>>("counter_rows")
        .Smallint("kind", row => row.Key.Kind.Number, ColumnUse.Key)
        .Integer("a", row => row.Key.A, ColumnUse.Key)
        .Integer("b", row => row.Key.B, ColumnUse.Key)
        .Text("name", row => row.Key.Name, ColumnUse.Key)
        .Bigint("sum1", row => row.Value[0])
        .Bigint("sum2", row => row.Value[1])
        .Bigint("sum3", row => row.Value[2])
        .Bigint("sum4", row => row.Value[3]);

    /// <summary>What a model says of customers.</summary>
    public static readonly SqlTable<KeyValuePair<string, CustomerScore?>> Scores = new SqlTable<KeyValuePair<string, CustomerScore?>>("score_rows")
        .Text("actor_id", row => row.Key, ColumnUse.Sent)
        .WithScores();

    /// <summary>Texts by which customers are found.</summary>
    public static readonly SqlTable<(long ActorKey, string CustomerId, string Key)> SearchKeys = new SqlTable<(long ActorKey, string CustomerId, string Key)>("search_key_rows")
        .Bigint("holder_key", row => row.ActorKey, ColumnUse.Key)
        .Text("search_key", row => row.Key, ColumnUse.Key)
        .Text("holder_id", row => row.CustomerId);

    /// <summary>Follow-ups that are not done.</summary>
    public static readonly SqlTable<(long ActorKey, FollowUpPlace Open)> OpenFollowUps = new SqlTable<(long ActorKey, FollowUpPlace Open)>("open_follow_up_rows")
        .Bigint("holder_key", row => row.ActorKey, ColumnUse.Key)
        .Instant("due_at", row => row.Open.DueAt)
        .Text("follow_up_id", row => row.Open.FollowUpId, ColumnUse.Key)
        .Text("holder_id", row => row.Open.CustomerId);

    /// <summary>Actors with one of their natural ids each.</summary>
    public static readonly SqlTable<(ActorId Actor, string NaturalId)> NaturalIds = new SqlTable<(ActorId Actor, string NaturalId)>("natural_id_rows")
        .Smallint("kind", row => (short)row.Actor.Kind, ColumnUse.Sent)
        .Text("actor_id", row => row.Actor.Key, ColumnUse.Sent)
        .Text("natural_id", row => row.NaturalId, ColumnUse.Sent);

    /// <summary>Ids of actors.</summary>
    public static readonly SqlTable<ActorId> Ids = new SqlTable<ActorId>("id_rows")
        .Smallint("kind", id => (short)id.Kind, ColumnUse.Sent)
        .Text("actor_id", id => id.Key, ColumnUse.Sent);

    /// <summary>Texts, to look for one in.</summary>
    public static readonly SqlTable<string> Texts = new SqlTable<string>("text_rows").Text("value", value => value, ColumnUse.Sent);

    /// <summary>Numbers.</summary>
    public static readonly SqlTable<long> Numbers = new SqlTable<long>("number_rows").Bigint("value", value => value, ColumnUse.Sent);

    /// <summary>Instants.</summary>
    public static readonly SqlTable<DateTimeOffset> Instants = new SqlTable<DateTimeOffset>("instant_rows").Instant("value", value => value);

    /// <summary>Calls.</summary>
    public static readonly SqlTable<Guid> Calls = new SqlTable<Guid>("call_rows").Uuid("call", call => call);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SqlTable> All => [Actors, Parts, Pieces, Due, Entries, Rewritten, Renamed, Moved, Readdressed, ReaddressedLetters, Messages, PutOff, DeadLetters, Counters, Scores, SearchKeys, OpenFollowUps, NaturalIds, Ids, Texts, Numbers, Instants, Calls];
}

/// <summary>An append whose row is written.</summary>
/// <param name="ActorKey">The row's key.</param>
/// <param name="Append">The append.</param>
public readonly record struct KeyedAppend(long ActorKey, Append Append);

/// <summary>An entry to write.</summary>
/// <param name="ActorKey">The key of its actor's row.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Body">What of it is no column, as JSON.</param>
public readonly record struct KeyedEntry(long ActorKey, Entry Entry, byte[] Body);
