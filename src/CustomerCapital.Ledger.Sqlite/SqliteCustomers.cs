using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Segments;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CustomerCapital.Ledger.Sqlite;

/// <summary>The customers' rows over a connection that is open, in whatever transaction it is in.</summary>
internal sealed class SqliteCustomers(SqliteConnection connection) : CustomersContext(new DbContextOptionsBuilder().UseSqlite(connection).Options)
{
    /// <remarks>
    /// SQLite's planner knows no frequencies, and takes any rung for rare: it would sort everyone on it for each page. In the order of
    /// ids nothing is sorted; where rung and lapse are both fixed, their index has that order too.
    /// </remarks>
    protected override IQueryable<CustomerColumns> RowsByIdOf(Segment segment) => Fixes(segment, SegmentField.Rung) && Fixes(segment, SegmentField.Lapsed)
        ? Rows.FromSqlRaw("SELECT * FROM customers INDEXED BY customers_by_rung")
        : Rows.FromSqlRaw("SELECT * FROM customers INDEXED BY sqlite_autoindex_customers_1");

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Microseconds>();

    private static bool Fixes(Segment segment, SegmentField field) => segment switch
    {
        AllOf all => all.Parts.Any(part => Fixes(part, field)),
        Condition condition => condition.Of == field && condition.Operator == SegmentOperator.Equals,
        _ => false,
    };

    /// <summary>Instants as <see cref="SqliteDialect"/> writes them.</summary>
    private sealed class Microseconds() : ValueConverter<DateTimeOffset, long>(
        instant => (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
        count => DateTimeOffset.UnixEpoch.AddTicks(count * TimeSpan.TicksPerMicrosecond));
}
