using CustomerCapital.Engine.Conformance.Campaigns;
using CustomerCapital.Engine.Conformance.Clock;
using CustomerCapital.Engine.Conformance.Customers;
using CustomerCapital.Engine.Conformance.DueWork;
using CustomerCapital.Engine.Conformance.Duplicates;
using CustomerCapital.Engine.Conformance.Feed;
using CustomerCapital.Engine.Conformance.FollowUps;
using CustomerCapital.Engine.Conformance.Households;
using CustomerCapital.Engine.Conformance.Merges;
using CustomerCapital.Engine.Conformance.Messages;
using CustomerCapital.Engine.Conformance.Moves;
using CustomerCapital.Engine.Conformance.Needs;
using CustomerCapital.Engine.Conformance.Policies;
using CustomerCapital.Engine.Conformance.Privacy;
using CustomerCapital.Engine.Conformance.Raffles;
using CustomerCapital.Engine.Conformance.Referrals;
using CustomerCapital.Engine.Conformance.Reports;
using CustomerCapital.Engine.Conformance.Rewards;
using CustomerCapital.Engine.Conformance.Value;
using CustomerCapital.Engine.Conformance.Vouchers;
using CustomerCapital.Engine.Conformance.Wallets;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Partitioning;
using CustomerCapital.Ledger.PostgreSql;
using CustomerCapital.Ledger.PostgreSql.Tests;

namespace CustomerCapital.Grains.Tests.Conformance;

/// <summary>Clusters on a ledger in PostgreSQL, which every silo opens for itself.</summary>
public class PostgreSqlClusterEngines : ClusterEngines
{
    private readonly Dictionary<int, string> _schemas = [];

    protected override async Task<ILedger> OpenLedgerAsync(int cluster)
    {
        if (!_schemas.TryGetValue(cluster, out var schema)) _schemas[cluster] = schema = await PostgreSqlCluster.NewSchemaAsync();
        return PostgreSqlLedger.Open(schema);
    }
}

public sealed class ThreeSiloEngines : PostgreSqlClusterEngines
{
    protected override short Silos => 3;
}

/// <summary>Three silos over two databases, so that one silo has customers of both.</summary>
public sealed class TwoDatabasesEngines : ClusterEngines
{
    private readonly Dictionary<int, (string First, string Second)> _schemas = [];

    protected override short Silos => 3;

    protected override int Partitions => 2;

    protected override async Task<ILedger> OpenLedgerAsync(int cluster)
    {
        if (!_schemas.TryGetValue(cluster, out var schemas)) _schemas[cluster] = schemas = await PostgreSqlCluster.NewSchemasInTwoDatabasesAsync();
        return new PartitionedLedger([new("first", PostgreSqlLedger.Open(schemas.First)), new("second", PostgreSqlLedger.Open(schemas.Second))], "0123456789abcdef0123456789abcdef");
    }
}

public sealed class ThreeSiloCapTests : CapConformance<ThreeSiloEngines>
{
    protected override int Cap => 1_000;
}

public sealed class ThreeSiloCampaignZonesTests : MemberZonesConformance<ThreeSiloEngines>;

public sealed class ThreeSiloYearTests : YearConformance<ThreeSiloEngines>;

public sealed class TwoDatabasesReportsTests : ReportsConformance<TwoDatabasesEngines>;

public sealed class TwoDatabasesReferralsTests : ReferralsConformance<TwoDatabasesEngines>;

public sealed class PostgreSqlClusterOutcomesTests : OutcomesConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterEnginesOwnTests : EnginesOwnConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterConcurrencyTests : ConcurrencyConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterRegisterTests : RegisterConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterRestoreTests : RestoreConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterMovesTests : MovesConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterWalletsTests : WalletsConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterHouseholdsTests : HouseholdsConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterEntryFeedTests : EntryFeedConformance<PostgreSqlClusterEngines>;
public sealed class PostgreSqlClusterVouchersTests : VouchersConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterRewardsTests : RewardsConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterCampaignsTests : CampaignsConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterRafflesTests : RafflesConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterReferralsTests : ReferralsConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterPolicyTests : PolicyConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterLapseTests : LapseConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterReportsTests : ReportsConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterNeedsTests : NeedsConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterDuplicatesTests : DuplicatesConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterMergesTests : MergesConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterErasureConformanceTests : ErasureConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterConsentsTests : ConsentsConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterSearchTests : SearchConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterWorkListTests : WorkListConformance<PostgreSqlClusterEngines>;

public sealed class PostgreSqlClusterValueTests : ValueConformance<PostgreSqlClusterEngines>;
