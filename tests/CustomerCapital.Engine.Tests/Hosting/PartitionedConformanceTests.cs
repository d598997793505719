using CustomerCapital.Engine.Conformance.Campaigns;
using CustomerCapital.Engine.Conformance.Customers;
using CustomerCapital.Engine.Conformance.DueWork;
using CustomerCapital.Engine.Conformance.Duplicates;
using CustomerCapital.Engine.Conformance.FollowUps;
using CustomerCapital.Engine.Conformance.Households;
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
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.Partitioning;
using CustomerCapital.Ledger.PostgreSql;
using CustomerCapital.Ledger.PostgreSql.Tests;

namespace CustomerCapital.Engine.Tests.Hosting;

/// <summary>Engines over so many ledgers in memory.</summary>
public abstract class PartitionedEngines(int count) : InProcessEngines
{
    protected override Task<ILedger> NewLedgerAsync(int number) => Task.FromResult<ILedger>(
        new PartitionedLedger([.. Enumerable.Range(1, count).Select(place => new Partition($"memory {place}", new InMemoryLedger()))], "set"));
}

public sealed class TwoPartitionEngines() : PartitionedEngines(2);

public sealed class ThreePartitionEngines() : PartitionedEngines(3);

/// <summary>Engines over two databases of one throw-away cluster.</summary>
public sealed class PartitionedPostgreSqlEngines : InProcessEngines
{
    protected override async Task<ILedger> NewLedgerAsync(int number)
    {
        var (first, second) = await PostgreSqlCluster.NewSchemasInTwoDatabasesAsync();
        return new PartitionedLedger([new("first", PostgreSqlLedger.Open(first)), new("second", PostgreSqlLedger.Open(second))], "set");
    }
}

public sealed class TwoPartitionOutcomesTests : OutcomesConformance<TwoPartitionEngines>;

public sealed class TwoPartitionConcurrencyTests : ConcurrencyConformance<TwoPartitionEngines>;

public sealed class TwoPartitionRegisterTests : RegisterConformance<TwoPartitionEngines>;

public sealed class TwoPartitionRestoreTests : RestoreConformance<TwoPartitionEngines>;

public sealed class TwoPartitionMovesTests : MovesConformance<TwoPartitionEngines>;

public sealed class TwoPartitionWalletsTests : WalletsConformance<TwoPartitionEngines>;

public sealed class TwoPartitionHouseholdsTests : HouseholdsConformance<TwoPartitionEngines>;

public sealed class TwoPartitionVouchersTests : VouchersConformance<TwoPartitionEngines>;

public sealed class TwoPartitionRewardsTests : RewardsConformance<TwoPartitionEngines>;

public sealed class TwoPartitionCampaignsTests : CampaignsConformance<TwoPartitionEngines>;

public sealed class TwoPartitionRafflesTests : RafflesConformance<TwoPartitionEngines>;

public sealed class TwoPartitionReferralsTests : ReferralsConformance<TwoPartitionEngines>;

public sealed class TwoPartitionPolicyTests : PolicyConformance<TwoPartitionEngines>;

public sealed class TwoPartitionLapseTests : LapseConformance<TwoPartitionEngines>;

public sealed class TwoPartitionReportsTests : ReportsConformance<TwoPartitionEngines>;

public sealed class TwoPartitionNeedsTests : NeedsConformance<TwoPartitionEngines>;

public sealed class TwoPartitionDuplicatesTests : DuplicatesConformance<TwoPartitionEngines>;

public sealed class TwoPartitionErasureConformanceTests : ErasureConformance<TwoPartitionEngines>;

public sealed class TwoPartitionConsentsTests : ConsentsConformance<TwoPartitionEngines>;

public sealed class TwoPartitionSearchTests : SearchConformance<TwoPartitionEngines>;

public sealed class TwoPartitionWorkListTests : WorkListConformance<TwoPartitionEngines>;

public sealed class TwoPartitionValueTests : ValueConformance<TwoPartitionEngines>;

public sealed class ThreePartitionOutcomesTests : OutcomesConformance<ThreePartitionEngines>;

public sealed class ThreePartitionConcurrencyTests : ConcurrencyConformance<ThreePartitionEngines>;

public sealed class ThreePartitionRegisterTests : RegisterConformance<ThreePartitionEngines>;

public sealed class ThreePartitionRestoreTests : RestoreConformance<ThreePartitionEngines>;

public sealed class ThreePartitionMovesTests : MovesConformance<ThreePartitionEngines>;

public sealed class ThreePartitionWalletsTests : WalletsConformance<ThreePartitionEngines>;

public sealed class ThreePartitionVouchersTests : VouchersConformance<ThreePartitionEngines>;

public sealed class ThreePartitionRewardsTests : RewardsConformance<ThreePartitionEngines>;

public sealed class ThreePartitionCampaignsTests : CampaignsConformance<ThreePartitionEngines>;

public sealed class ThreePartitionRafflesTests : RafflesConformance<ThreePartitionEngines>;

public sealed class ThreePartitionReferralsTests : ReferralsConformance<ThreePartitionEngines>;

public sealed class ThreePartitionPolicyTests : PolicyConformance<ThreePartitionEngines>;

public sealed class ThreePartitionLapseTests : LapseConformance<ThreePartitionEngines>;

public sealed class ThreePartitionReportsTests : ReportsConformance<ThreePartitionEngines>;

public sealed class ThreePartitionNeedsTests : NeedsConformance<ThreePartitionEngines>;

public sealed class ThreePartitionDuplicatesTests : DuplicatesConformance<ThreePartitionEngines>;

public sealed class ThreePartitionConsentsTests : ConsentsConformance<ThreePartitionEngines>;

public sealed class ThreePartitionSearchTests : SearchConformance<ThreePartitionEngines>;

public sealed class ThreePartitionWorkListTests : WorkListConformance<ThreePartitionEngines>;

public sealed class ThreePartitionValueTests : ValueConformance<ThreePartitionEngines>;

public sealed class PartitionedPostgreSqlOutcomesTests : OutcomesConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlConcurrencyTests : ConcurrencyConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlRegisterTests : RegisterConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlRestoreTests : RestoreConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlMovesTests : MovesConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlWalletsTests : WalletsConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlVouchersTests : VouchersConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlRewardsTests : RewardsConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlCampaignsTests : CampaignsConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlRafflesTests : RafflesConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlReferralsTests : ReferralsConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlPolicyTests : PolicyConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlLapseTests : LapseConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlReportsTests : ReportsConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlNeedsTests : NeedsConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlDuplicatesTests : DuplicatesConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlErasureConformanceTests : ErasureConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlConsentsTests : ConsentsConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlSearchTests : SearchConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlWorkListTests : WorkListConformance<PartitionedPostgreSqlEngines>;

public sealed class PartitionedPostgreSqlValueTests : ValueConformance<PartitionedPostgreSqlEngines>;
