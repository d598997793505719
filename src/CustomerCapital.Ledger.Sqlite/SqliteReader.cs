using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Reading;
using Microsoft.Data.Sqlite;

namespace CustomerCapital.Ledger.Sqlite;

/// <summary>A connection that only reads. One thread at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    /// <summary>Place of an entry's stored JSON among the columns.</summary>
    private const int Body = 7;

    private readonly SqliteConnection _connection;
    private readonly SqliteCustomers _customers;
    private readonly SqliteStatement _selectCustomer;
    private readonly SqliteStatement _selectEntriesByNaturalId;
    private readonly SqliteStatement _selectEntries;
    private readonly SqliteStatement _selectConcerning;
    private readonly SqliteStatement _selectDue;
    private readonly SqliteStatement _selectCounters;
    private readonly SqliteStatement _selectMessages;
    private readonly SqliteStatement _selectControlState;

    public SqliteReader(SqliteConnection connection)
    {
        _connection = connection;
        _customers = new(connection);
        _selectCustomer = new(connection, "SelectCustomer", "customer_id");
        _selectEntriesByNaturalId = new(connection, "SelectEntriesByNaturalId", "customer_id", "natural_id");
        _selectEntries = new(connection, "SelectEntries", "customer_id", "after_sequence", "limit");
        _selectConcerning = new(connection, "SelectConcerning", "customer_id", "natural_id", "after_sequence", "limit");
        _selectDue = new(connection, "SelectDue", "until", "after", "after_customer_id", "limit");
        _selectCounters = new(connection, "SelectCounters", "kind");
        _selectMessages = new(connection, "SelectMessages", "after_message_id", "limit");
        _selectControlState = new(connection, "SelectControlState", "name");
    }

    /// <summary>Answers as of one moment, as far as there is room.</summary>
    public IReadOnlyList<Recalled?> Recall(IReadOnlyList<Recall> group, long sizeLimit) => _connection.Snapshot(() => Recalled.InTurn(group, sizeLimit, Recall));

    public IReadOnlyList<Entry> Entries(string customerId, long afterSequence, int limit)
    {
        using var rows = _selectEntries.With(customerId, afterSequence, (long)limit).Read();
        return ReadPage(rows, customerId);
    }

    public IReadOnlyList<Entry> Concerning(string customerId, string naturalId, long afterSequence, int limit)
    {
        using var rows = _selectConcerning.With(customerId, naturalId, afterSequence, (long)limit).Read();
        return ReadPage(rows, customerId);
    }

    public CustomerPage Customers(Segment segment, string? afterCustomerId, int limit)
    {
        var rows = _customers.PageOf(segment, afterCustomerId, limit + 1).ToList();
        return new([.. rows.Take(limit).Select(row => row.ToLine())], More: rows.Count > limit);
    }

    public long Count(Segment segment) => _customers.AllOf(segment).LongCount();

    public IReadOnlyList<DueCustomer> Due(DateTimeOffset until, int limit, DueCustomer? after)
    {
        using var rows = _selectDue.With(SqliteInstant.Of(until), SqliteInstant.Of(after?.DueAt ?? DateTimeOffset.UnixEpoch), after?.CustomerId ?? "", (long)limit).Read();
        var due = new List<DueCustomer>();
        while (rows.Read()) due.Add(new(rows.GetString(0), SqliteInstant.Read(rows, 1)));
        return due;
    }

    /// <summary>Counters of all these kinds as of one moment.</summary>
    public Counters Counters(IReadOnlyCollection<CounterKind> kinds) => _connection.Snapshot(() =>
    {
        var counters = new Counters();
        foreach (var kind in kinds)
        {
            using var rows = _selectCounters.With((long)kind).Read();
            while (rows.Read())
            {
                counters.Add(
                    new((CounterKind)rows.GetInt32(0), rows.GetInt32(1), rows.GetInt32(2), rows.GetString(3)),
                    new(rows.GetInt64(4), rows.GetInt64(5), rows.GetInt64(6), rows.GetInt64(7)));
            }
        }

        return counters;
    });

    public IReadOnlyList<OutgoingMessage> Messages(int limit, long afterMessageId)
    {
        using var rows = _selectMessages.With(afterMessageId, (long)limit).Read();
        var messages = new List<OutgoingMessage>();
        while (rows.Read()) messages.Add(OutgoingMessage.Read(rows.GetInt64(0), rows.GetString(1), rows.GetString(2)));
        return messages;
    }

    public ControlState? Control(string name)
    {
        using var rows = _selectControlState.With(name).Read();
        return rows.Read() ? new(rows.GetString(0), rows.GetInt64(1)) : null;
    }

    public void Dispose()
    {
        foreach (var statement in new[]
        {
            _selectCustomer, _selectEntriesByNaturalId, _selectEntries, _selectConcerning, _selectDue, _selectCounters, _selectMessages, _selectControlState,
        })
        {
            statement.Dispose();
        }

        _customers.Dispose();
        _connection.Dispose();
    }

    private (Recalled Answer, long Size) Recall(Recall recall, long sizeLimit)
    {
        CustomerRow? row = null;
        if (recall.WithRow)
        {
            using var rows = _selectCustomer.With(recall.CustomerId).Read();
            if (!rows.Read()) return (new(null, []), 0);
            row = new(LedgerJson.DecodeState(rows.GetFieldValue<byte[]>(0)), SqliteInstant.ReadOptional(rows, 1));
        }

        var (entries, size) = (new List<Entry>(), 0L);
        foreach (var id in recall.NaturalIds)
        {
            using var rows = _selectEntriesByNaturalId.With(recall.CustomerId, id).Read();
            while (rows.Read())
            {
                var utf8 = rows.GetFieldValue<byte[]>(Body);
                size += utf8.Length;
                if (entries.Count > 0 && size > sizeLimit) return (new(row, []) { Complete = false }, 0);
                entries.Add(ReadEntry(rows, utf8, recall.CustomerId));
            }
        }

        return (new(row, entries.Count < 2 ? entries : [.. entries.DistinctBy(entry => entry.Sequence).OrderBy(entry => entry.Sequence)]), size);
    }

    /// <summary>Reads rows, which the database finds one by one, until the page is full.</summary>
    private static List<Entry> ReadPage(SqliteDataReader rows, string customerId)
    {
        var (page, size) = (new List<Entry>(), 0L);
        while (rows.Read())
        {
            var utf8 = rows.GetFieldValue<byte[]>(Body);
            size += utf8.Length;
            if (page.Count > 0 && size > EntryPage.SizeLimit) break;
            page.Add(ReadEntry(rows, utf8, customerId));
        }

        return page;
    }

    private static Entry ReadEntry(SqliteDataReader rows, byte[] utf8, string customerId)
    {
        var body = LedgerJson.DecodeEntry(utf8);
        var occurredAt = SqliteInstant.Read(rows, 4).ToOffset(TimeSpan.FromMinutes(rows.GetInt64(5)));
        return new(
            customerId, rows.GetInt64(0), occurredAt, SqliteInstant.Read(rows, 6), body.Event,
            Text(1), Text(2), Text(3), body.After);

        string? Text(int column) => rows.IsDBNull(column) ? null : rows.GetString(column);
    }
}
