using CustomerCapital.Ledger.Segments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>The customers' rows over a connection that is open, in whatever transaction it is in; the table is found by the connection's search path.</summary>
internal sealed class PostgreSqlCustomers(NpgsqlConnection connection) : CustomersContext(
    // The ledger says itself what an error means: it is not to be wrapped.
    new DbContextOptionsBuilder().UseNpgsql(connection, npgsql => npgsql.ExecutionStrategy(dependencies => new NonRetryingExecutionStrategy(dependencies))).Options);
