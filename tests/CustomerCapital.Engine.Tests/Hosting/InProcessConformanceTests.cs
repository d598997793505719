using CustomerCapital.Engine.Conformance;
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
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.PostgreSql;
using CustomerCapital.Ledger.PostgreSql.Tests;
using CustomerCapital.Ledger.Sqlite;

namespace CustomerCapital.Engine.Tests.Hosting;

/// <summary>Engines in this process.</summary>
public abstract class InProcessEngines : IEngineSource
{
    private readonly List<InProcessHost> _started = [];

    public string? TimeZone { get; set; }

    public async Task<ICustomerCapital> StartAsync(TimeProvider time)
    {
        var ledger = await NewLedgerAsync(_started.Count);
        var host = await InProcessHost.StartAsync(ledger, new() { TimeZone = TimeZone, Sandbox = true }, time);
        _started.Add(host);
        await ledger.KeepBoughtAsync(true);
        return host;
    }

    public async Task SettleAsync(ICustomerCapital engine)
    {
        var host = (InProcessHost)engine;
        await host.SettleAsync();
        await host.RunCampaignsAsync();
        await host.RunRafflesAsync();
        await host.SettleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _started) await host.DisposeAsync();
        RemoveLedgers();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<ILedger> NewLedgerAsync(int number);

    protected virtual void RemoveLedgers()
    {
    }
}

public sealed class InMemoryEngines : InProcessEngines
{
    protected override Task<ILedger> NewLedgerAsync(int number) => Task.FromResult<ILedger>(new InMemoryLedger());
}

public sealed class SqliteEngines : InProcessEngines
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("customercapital-");

    protected override Task<ILedger> NewLedgerAsync(int number) => Task.FromResult<ILedger>(SqliteLedger.Open(Path.Combine(_folder.FullName, $"{number}.db")));

    protected override void RemoveLedgers() => _folder.Delete(recursive: true);
}

public sealed class PostgreSqlEngines : InProcessEngines
{
    protected override async Task<ILedger> NewLedgerAsync(int number) => PostgreSqlLedger.Open(await PostgreSqlCluster.NewSchemaAsync());
}

public sealed class InMemoryOutcomesTests : OutcomesConformance<InMemoryEngines>;

public sealed class InMemoryEnginesOwnTests : EnginesOwnConformance<InMemoryEngines>;

public sealed class InMemoryConcurrencyTests : ConcurrencyConformance<InMemoryEngines>;

public sealed class InMemoryRegisterTests : RegisterConformance<InMemoryEngines>;

public sealed class InMemoryRestoreTests : RestoreConformance<InMemoryEngines>;

public sealed class InMemoryMovesTests : MovesConformance<InMemoryEngines>;

public sealed class InMemoryWalletsTests : WalletsConformance<InMemoryEngines>;

public sealed class InMemoryHouseholdsTests : HouseholdsConformance<InMemoryEngines>;

public sealed class InMemoryEntryFeedTests : EntryFeedConformance<InMemoryEngines>;
public sealed class InMemoryVouchersTests : VouchersConformance<InMemoryEngines>;

public sealed class InMemoryRewardsTests : RewardsConformance<InMemoryEngines>;

public sealed class InMemoryCampaignsTests : CampaignsConformance<InMemoryEngines>;

public sealed class InMemoryCapTests : CapConformance<InMemoryEngines>;

public sealed class InMemoryMemberDaysTests : MemberDaysConformance<InMemoryEngines>;

public sealed class InMemoryYearTests : YearConformance<InMemoryEngines>;
public sealed class InMemoryRafflesTests : RafflesConformance<InMemoryEngines>;

public sealed class InMemoryReferralsTests : ReferralsConformance<InMemoryEngines>;

public sealed class InMemoryPolicyTests : PolicyConformance<InMemoryEngines>;

public sealed class InMemoryLapseTests : LapseConformance<InMemoryEngines>;

public sealed class InMemoryReportsTests : ReportsConformance<InMemoryEngines>;

public sealed class InMemoryNeedsTests : NeedsConformance<InMemoryEngines>;

public sealed class InMemoryDuplicatesTests : DuplicatesConformance<InMemoryEngines>;

public sealed class InMemoryMergesConformanceTests : MergesConformance<InMemoryEngines>;

public sealed class InMemoryErasureConformanceTests : ErasureConformance<InMemoryEngines>;

public sealed class InMemoryConsentsTests : ConsentsConformance<InMemoryEngines>;

public sealed class InMemorySearchTests : SearchConformance<InMemoryEngines>;

public sealed class InMemoryWorkListTests : WorkListConformance<InMemoryEngines>;

public sealed class InMemoryValueTests : ValueConformance<InMemoryEngines>;

public sealed class SqliteOutcomesTests : OutcomesConformance<SqliteEngines>;

public sealed class SqliteEnginesOwnTests : EnginesOwnConformance<SqliteEngines>;

public sealed class SqliteConcurrencyTests : ConcurrencyConformance<SqliteEngines>;

public sealed class SqliteRegisterTests : RegisterConformance<SqliteEngines>;

public sealed class SqliteRestoreTests : RestoreConformance<SqliteEngines>;

public sealed class SqliteMovesTests : MovesConformance<SqliteEngines>;

public sealed class SqliteWalletsTests : WalletsConformance<SqliteEngines>;

public sealed class SqliteHouseholdsTests : HouseholdsConformance<SqliteEngines>;

public sealed class SqliteEntryFeedTests : EntryFeedConformance<SqliteEngines>;
public sealed class SqliteVouchersTests : VouchersConformance<SqliteEngines>;

public sealed class SqliteRewardsTests : RewardsConformance<SqliteEngines>;

public sealed class SqliteCampaignsTests : CampaignsConformance<SqliteEngines>;

public sealed class SqliteCapTests : CapConformance<SqliteEngines>;

public sealed class SqliteMemberDaysTests : MemberDaysConformance<SqliteEngines>;

public sealed class SqliteRafflesTests : RafflesConformance<SqliteEngines>;

public sealed class SqliteReferralsTests : ReferralsConformance<SqliteEngines>;

public sealed class SqlitePolicyTests : PolicyConformance<SqliteEngines>;

public sealed class SqliteLapseTests : LapseConformance<SqliteEngines>;

public sealed class SqliteReportsTests : ReportsConformance<SqliteEngines>;

public sealed class SqliteNeedsTests : NeedsConformance<SqliteEngines>;

public sealed class SqliteDuplicatesTests : DuplicatesConformance<SqliteEngines>;

public sealed class SqliteErasureConformanceTests : ErasureConformance<SqliteEngines>;

public sealed class SqliteConsentsTests : ConsentsConformance<SqliteEngines>;

public sealed class SqliteSearchTests : SearchConformance<SqliteEngines>;

public sealed class SqliteWorkListTests : WorkListConformance<SqliteEngines>;

public sealed class SqliteValueTests : ValueConformance<SqliteEngines>;

public sealed class PostgreSqlOutcomesTests : OutcomesConformance<PostgreSqlEngines>;

public sealed class PostgreSqlEnginesOwnTests : EnginesOwnConformance<PostgreSqlEngines>;

public sealed class PostgreSqlConcurrencyTests : ConcurrencyConformance<PostgreSqlEngines>;

public sealed class PostgreSqlRegisterTests : RegisterConformance<PostgreSqlEngines>;

public sealed class PostgreSqlRestoreTests : RestoreConformance<PostgreSqlEngines>;

public sealed class PostgreSqlMovesTests : MovesConformance<PostgreSqlEngines>;

public sealed class PostgreSqlWalletsTests : WalletsConformance<PostgreSqlEngines>;

public sealed class PostgreSqlEntryFeedTests : EntryFeedConformance<PostgreSqlEngines>;
public sealed class PostgreSqlVouchersTests : VouchersConformance<PostgreSqlEngines>;

public sealed class PostgreSqlRewardsTests : RewardsConformance<PostgreSqlEngines>;

public sealed class PostgreSqlCampaignsTests : CampaignsConformance<PostgreSqlEngines>;

public sealed class PostgreSqlYearTests : YearConformance<PostgreSqlEngines>;
public sealed class PostgreSqlRafflesTests : RafflesConformance<PostgreSqlEngines>;

public sealed class PostgreSqlReferralsTests : ReferralsConformance<PostgreSqlEngines>;

public sealed class PostgreSqlPolicyTests : PolicyConformance<PostgreSqlEngines>;

public sealed class PostgreSqlLapseTests : LapseConformance<PostgreSqlEngines>;

public sealed class PostgreSqlReportsTests : ReportsConformance<PostgreSqlEngines>;

public sealed class PostgreSqlNeedsTests : NeedsConformance<PostgreSqlEngines>;

public sealed class PostgreSqlDuplicatesTests : DuplicatesConformance<PostgreSqlEngines>;

public sealed class PostgreSqlErasureConformanceTests : ErasureConformance<PostgreSqlEngines>;

public sealed class PostgreSqlConsentsTests : ConsentsConformance<PostgreSqlEngines>;

public sealed class PostgreSqlSearchTests : SearchConformance<PostgreSqlEngines>;

public sealed class PostgreSqlWorkListTests : WorkListConformance<PostgreSqlEngines>;

public sealed class PostgreSqlValueTests : ValueConformance<PostgreSqlEngines>;
