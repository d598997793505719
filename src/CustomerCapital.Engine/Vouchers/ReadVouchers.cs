using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Vouchers;

/// <summary>Reads vouchers in the order of their codes, page by page.</summary>
/// <param name="After">The code after which the page begins; null for the first page.</param>
/// <param name="Batch">Only those of a batch; null for all.</param>
public sealed record ReadVouchers(string? After, string? Batch) : Question<VoucherPage>
{
    private const int Page = 500;

    public override async Task<VoucherPage> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var (program, now) = (engine.Policy.Program, engine.Time.GetUtcNow());
        var codes = await engine.Ledger.ReadKeysAsync(ActorKind.VoucherCode, After, Page, cancellation);
        var rows = await codes.ReadEachAsync(code => engine.Ledger.RecallAsync(new(new(ActorKind.VoucherCode, code), WithRow: true, [])), cancellation);
        var views = rows.Select(recalled => VoucherView.Of(recalled.Row?.State, program, now)).OfType<VoucherView>().Where(view => Batch is null || view.Terms.Batch == Batch);
        return new([.. views], codes.Count == 0 ? null : codes[^1]);
    }
}

/// <summary>A page of vouchers.</summary>
/// <param name="Vouchers">Those of the page that were asked for.</param>
/// <param name="Last">The last code that was looked at, after which the next page begins; null at the end.</param>
public sealed record VoucherPage(IReadOnlyList<VoucherView> Vouchers, string? Last);
