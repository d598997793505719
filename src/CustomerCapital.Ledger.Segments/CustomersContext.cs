using CustomerCapital.Domain.Segments;
using Microsoft.EntityFrameworkCore;

namespace CustomerCapital.Ledger.Segments;

/// <summary>The customers' rows, to read them by segment. A provider derives from it, says which database it is, and how its columns hold instants.</summary>
/// <remarks>It never writes: rows change only together with their entries, which is the ledger's business. Over a connection that is open; one thread at a time.</remarks>
public abstract class CustomersContext : DbContext
{
    /// <summary>Tracks nothing.</summary>
    protected CustomersContext(DbContextOptions options) : base(options)
    {
        ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        ChangeTracker.AutoDetectChangesEnabled = false;
    }

    /// <summary>All rows.</summary>
    protected DbSet<CustomerColumns> Rows => Set<CustomerColumns>();

    /// <summary>Up to so many rows of a segment after a customer, by id.</summary>
    public IQueryable<CustomerColumns> PageOf(Segment segment, string? afterCustomerId, int limit)
    {
        var (after, take) = (afterCustomerId ?? "", limit);
#pragma warning disable CA1309, CA1310 // Compared by the database, in the order that its column has: that of code points.
        return RowsByIdOf(segment)
            .Where(SegmentRule.Of(segment))
            .Where(row => string.Compare(row.CustomerId, after) > 0)
            .OrderBy(row => row.CustomerId)
            .Take(take);
#pragma warning restore CA1309, CA1310
    }

    /// <summary>The rows of a segment.</summary>
    public IQueryable<CustomerColumns> AllOf(Segment segment) => Rows.Where(SegmentRule.Of(segment));

    /// <summary>The rows among which a page of a segment is looked for by id; a provider that does not trust its planner names the index.</summary>
    protected virtual IQueryable<CustomerColumns> RowsByIdOf(Segment segment) => Rows;

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var rows = modelBuilder.Entity<CustomerColumns>().ToTable("customers");
        rows.HasKey(row => row.CustomerId);
        rows.Property(row => row.CustomerId).HasColumnName("customer_id");
        rows.Property(row => row.Rung).HasColumnName("rung");
        rows.Property(row => row.Lapsed).HasColumnName("lapsed");
        rows.Property(row => row.Channel).HasColumnName("channel");
        rows.Property(row => row.Orders).HasColumnName("orders");
        rows.Property(row => row.Revenue).HasColumnName("revenue");
        rows.Property(row => row.AcquisitionCost).HasColumnName("acquisition_cost");
        rows.Property(row => row.FirstOrderAt).HasColumnName("first_order_at");
        rows.Property(row => row.LastOrderAt).HasColumnName("last_order_at");
        rows.Property(row => row.Enrolled).HasColumnName("enrolled");
        rows.Property(row => row.ConvertedReferrals).HasColumnName("converted_referrals");
        rows.Property(row => row.KnownSince).HasColumnName("known_since");
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw new InvalidOperationException("Rows are read here; the ledger writes them.");

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("Rows are read here; the ledger writes them.");
}
