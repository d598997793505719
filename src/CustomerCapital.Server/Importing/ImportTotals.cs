using CustomerCapital.Domain.Program;
using CustomerCapital.Server.Importing.Control;

namespace CustomerCapital.Server.Importing;

/// <summary>What an import has recorded so far.</summary>
/// <param name="Customers">Customers of whom something was recorded.</param>
/// <param name="Purchases">Purchases recorded.</param>
/// <param name="Returns">Returns and refunds recorded.</param>
/// <param name="KnownEntries">Purchases and returns that were there before.</param>
/// <param name="TakenBack">Orders recorded before that are no sales any more, and were taken back.</param>
/// <param name="Credits">Returns of more than is left of their order, recorded as credits.</param>
/// <param name="Recorded">Rows of what was recorded, and what it comes to.</param>
/// <param name="Known">Rows of what was there before.</param>
/// <param name="Rejected">Rows that were rejected, and what they come to as far as they could be read.</param>
internal sealed record ImportTotals(
    long Customers, long Purchases, long Returns, long KnownEntries, long TakenBack, long Credits, RowSums Recorded, RowSums Known, RowSums Rejected)
{
    public static ImportTotals Of(ImportSummary summary, RejectedFile rejected) => new(
        summary.Customers, summary.Purchases, summary.Returns, summary.Known, summary.TakenBack, summary.Credits,
        new(summary.Recorded.Rows, DerivedAmount.Round(summary.Recorded.Amount)), new(summary.KnownRows.Rows, DerivedAmount.Round(summary.KnownRows.Amount)),
        new(rejected.Count, DerivedAmount.Round(rejected.Reasons.Amount)));
}
