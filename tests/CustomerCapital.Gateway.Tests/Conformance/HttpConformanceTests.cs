using CustomerCapital.Engine;
using CustomerCapital.Engine.Conformance;
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
using CustomerCapital.Engine.Conformance.Referrals;
using CustomerCapital.Engine.Conformance.Reports;
using CustomerCapital.Engine.Conformance.Rewards;
using CustomerCapital.Engine.Conformance.Value;
using CustomerCapital.Engine.Conformance.Vouchers;
using CustomerCapital.Engine.Conformance.Wallets;

namespace CustomerCapital.Gateway.Tests.Conformance;

/// <summary>Engines behind a gateway each. What a gateway does not offer, restoring and the engine's own commands, is in suites that are not inherited here.</summary>
public abstract class HttpEngines(LedgerKind kind) : IEngineSource
{
    private readonly List<HttpCapital> _started = [];

    public string? TimeZone { get; set; }

    public async Task<ICustomerCapital> StartAsync(TimeProvider time)
    {
        var capital = await HttpCapital.OverAsync(await GatewayServer.StartAsync(kind, time, new() { TimeZone = TimeZone, Sandbox = true }));
        _started.Add(capital);
        await capital.Server.KeepBoughtAsync();
        return capital;
    }

    public Task SettleAsync(ICustomerCapital engine) => ((HttpCapital)engine).Server.Engine.SettleAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var capital in _started)
        {
            capital.Dispose();
            await capital.Server.DisposeAsync();
            Assert.Empty(capital.Server.Complaints);
        }

        GC.SuppressFinalize(this);
    }
}

public sealed class InMemoryHttpEngines() : HttpEngines(LedgerKind.Memory);

public sealed class SqliteHttpEngines() : HttpEngines(LedgerKind.Sqlite);

public sealed class InMemoryHttpOutcomesTests : OutcomesConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpConcurrencyTests : ConcurrencyConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpRegisterTests : RegisterConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpMovesTests : MovesConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpWalletsTests : WalletsConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpHouseholdsTests : HouseholdsConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpEntryFeedTests : EntryFeedConformance<InMemoryHttpEngines>;
public sealed class InMemoryHttpVouchersTests : VouchersConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpRewardsTests : RewardsConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpReferralsTests : ReferralsConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpPolicyTests : PolicyConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpLapseTests : LapseConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpReportsTests : ReportsConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpNeedsTests : NeedsConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpDuplicatesTests : DuplicatesConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpMergesTests : MergesConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpErasureConformanceTests : ErasureConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpConsentsTests : ConsentsConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpSearchTests : SearchConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpWorkListTests : WorkListConformance<InMemoryHttpEngines>;

public sealed class InMemoryHttpValueTests : ValueConformance<InMemoryHttpEngines>;

public sealed class SqliteHttpOutcomesTests : OutcomesConformance<SqliteHttpEngines>;

public sealed class SqliteHttpConcurrencyTests : ConcurrencyConformance<SqliteHttpEngines>;

public sealed class SqliteHttpRegisterTests : RegisterConformance<SqliteHttpEngines>;

public sealed class SqliteHttpMovesTests : MovesConformance<SqliteHttpEngines>;

public sealed class SqliteHttpWalletsTests : WalletsConformance<SqliteHttpEngines>;

public sealed class SqliteHttpEntryFeedTests : EntryFeedConformance<SqliteHttpEngines>;
public sealed class SqliteHttpVouchersTests : VouchersConformance<SqliteHttpEngines>;

public sealed class SqliteHttpRewardsTests : RewardsConformance<SqliteHttpEngines>;

public sealed class SqliteHttpReferralsTests : ReferralsConformance<SqliteHttpEngines>;

public sealed class SqliteHttpPolicyTests : PolicyConformance<SqliteHttpEngines>;

public sealed class SqliteHttpLapseTests : LapseConformance<SqliteHttpEngines>;

public sealed class SqliteHttpReportsTests : ReportsConformance<SqliteHttpEngines>;

public sealed class SqliteHttpNeedsTests : NeedsConformance<SqliteHttpEngines>;

public sealed class SqliteHttpDuplicatesTests : DuplicatesConformance<SqliteHttpEngines>;

public sealed class SqliteHttpErasureConformanceTests : ErasureConformance<SqliteHttpEngines>;

public sealed class SqliteHttpConsentsTests : ConsentsConformance<SqliteHttpEngines>;

public sealed class SqliteHttpSearchTests : SearchConformance<SqliteHttpEngines>;

public sealed class SqliteHttpWorkListTests : WorkListConformance<SqliteHttpEngines>;

public sealed class SqliteHttpValueTests : ValueConformance<SqliteHttpEngines>;
