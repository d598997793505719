using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Conformance.Actors;
using CustomerCapital.Ledger.Conformance.Appending;
using CustomerCapital.Ledger.Conformance.Reading;
using CustomerCapital.Ledger.Conformance.Schema;
using CustomerCapital.Ledger.Conformance.Segments;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Ledger.Tests.Memory;

/// <summary>Ledgers that leave nothing behind.</summary>
public sealed class InMemoryLedgers : ILedgerSource
{
    private readonly List<ILedger> _opened = [];

    public Task<ILedger> OpenAsync(GroupCommitOptions? options = null)
    {
        var ledger = new InMemoryLedger(options ?? new(), TimeProvider.System);
        _opened.Add(ledger);
        return Task.FromResult<ILedger>(ledger);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var ledger in _opened) await ledger.DisposeAsync();
    }
}

public sealed class InMemoryAppendingTests : AppendingConformance<InMemoryLedgers>;

public sealed class InMemoryFencingTests : FencingConformance<InMemoryLedgers>;

public sealed class InMemoryRevokingTests : RevokingConformance<InMemoryLedgers>;

public sealed class InMemoryMessagesTests : MessagesConformance<InMemoryLedgers>;

public sealed class InMemoryActorsTests : ActorsConformance<InMemoryLedgers>;

public sealed class InMemoryRecallingTests : RecallingConformance<InMemoryLedgers>;

public sealed class InMemoryBoundedReadingTests : BoundedReadingConformance<InMemoryLedgers>;

public sealed class InMemoryFeedTests : FeedConformance<InMemoryLedgers>;

public sealed class InMemorySortedListTests : SortedListConformance<InMemoryLedgers>;

public sealed class InMemorySearchTests : SearchConformance<InMemoryLedgers>;

public sealed class InMemoryOpenFollowUpsTests : OpenFollowUpsConformance<InMemoryLedgers>;

public sealed class InMemoryCountersTests : CountersConformance<InMemoryLedgers>;

public sealed class InMemoryControlStateTests : ControlStateConformance<InMemoryLedgers>;

public sealed class InMemoryCustomerListTests : CustomerListConformance<InMemoryLedgers>;

public sealed class InMemorySegmentsTests : SegmentsConformance<InMemoryLedgers>;

public sealed class InMemoryDueWorkTests : DueWorkConformance<InMemoryLedgers>;

public sealed class InMemorySchemaTests : SchemaConformance<InMemoryLedgers>;

/// <summary>What suites do not see.</summary>
public sealed class InMemoryLedgerTests
{
    [Fact]
    public async Task RevokeCallAsync_forgets_calls_that_no_copy_can_be_left_of()
    {
        var time = new FakeTimeProvider();
        await using var ledger = new InMemoryLedger(new(), time);
        Guid[] calls = [new("00000000-0000-0000-0000-000000000001"), new("00000000-0000-0000-0000-000000000002"), new("00000000-0000-0000-0000-000000000003")];
        await ledger.RevokeCallAsync("ada", calls[0]);
        time.Advance(RevokedCalls.KeptFor / 2);
        await ledger.RevokeCallAsync("ada", calls[1]);
        time.Advance(RevokedCalls.KeptFor / 2);

        await ledger.RevokeCallAsync("ada", calls[2]);

        var ada = new Scribe("ada");
        await ledger.AppendAsync(Scribe.Of(ada.Write(Scribe.Purchase("p1")), calls[0]));
        var next = ada.Write(Scribe.Purchase("p2"));
        foreach (var kept in calls[1..]) await Assert.ThrowsAsync<CallRevokedException>(() => ledger.AppendAsync(Scribe.Of(next, kept)));
    }
}
