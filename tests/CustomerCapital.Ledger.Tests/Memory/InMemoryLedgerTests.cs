using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Conformance.Appending;
using CustomerCapital.Ledger.Conformance.Reading;
using CustomerCapital.Ledger.Conformance.Schema;
using CustomerCapital.Ledger.Conformance.Segments;
using CustomerCapital.Ledger.Memory;

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

public sealed class InMemoryMessagesTests : MessagesConformance<InMemoryLedgers>;

public sealed class InMemoryRecallingTests : RecallingConformance<InMemoryLedgers>;

public sealed class InMemoryBoundedReadingTests : BoundedReadingConformance<InMemoryLedgers>;

public sealed class InMemoryCountersTests : CountersConformance<InMemoryLedgers>;

public sealed class InMemoryControlStateTests : ControlStateConformance<InMemoryLedgers>;

public sealed class InMemoryCustomerListTests : CustomerListConformance<InMemoryLedgers>;

public sealed class InMemorySegmentsTests : SegmentsConformance<InMemoryLedgers>;

public sealed class InMemoryDueWorkTests : DueWorkConformance<InMemoryLedgers>;

public sealed class InMemorySchemaTests : SchemaConformance<InMemoryLedgers>;
