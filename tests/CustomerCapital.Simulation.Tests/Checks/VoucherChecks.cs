using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Wallets;
using CustomerCapital.Simulation.Tests.Clients;
using CustomerCapital.Simulation.Tests.Faults;

namespace CustomerCapital.Simulation.Tests.Checks;

/// <summary>Holds every voucher against the purchases that were acknowledged: how often it was used, what it took, and that it can be used so often more, and no more.</summary>
internal sealed class VoucherChecks(InProcessHost host, Database database, Journal journal, IReadOnlyDictionary<string, CustomerModel> models, Trace trace)
{
    private const string Buyer = "c0";

    /// <summary>Checks all vouchers, before anything else is bought.</summary>
    public async Task CheckAsync()
    {
        CheckNumbers();
        var calendar = host.Policy.Program.Calendar;
        foreach (var sent in journal.Commands.Where(sent => sent is { Receipt.Vouchers: not null }))
            foreach (var voucher in sent.Receipt!.Vouchers!.Select(redeemed => VoucherUse.VoucherOf(redeemed.Code)))
                Violation.Unless(!(calendar.DayOf(sent.Receipt.OccurredAt) > voucher.Terms.ValidTo), () => $"{voucher.Code} was used after its last day: {sent}");
        foreach (var voucher in Vouchers.All) await CheckAsync(voucher);
        await CheckReportAsync();
    }

    /// <summary>Every voucher can be used as often as it was not used, and not once more.</summary>
    public async Task UseUpAsync()
    {
        foreach (var voucher in Vouchers.All) await UseUpAsync(voucher);
    }

    /// <summary>No two purchases have the same use.</summary>
    private void CheckNumbers()
    {
        foreach (var use in journal.Commands.Where(sent => sent.Receipt?.Vouchers is not null).SelectMany(sent => sent.Receipt!.Vouchers!.Select(voucher => (Sent: sent, voucher.Code, voucher.Number))).GroupBy(use => (use.Code, use.Number)))
            Violation.Unless(use.Count() == 1, () => $"Use {use.Key} was given to {string.Join(" and to ", use.Select(one => one.Sent))}");
    }

    private async Task CheckAsync(KnownVoucher voucher)
    {
        var entries = new List<Entry>();
        while (await database.Ledger.ReadEntriesAsync(voucher.Actor, entries.Count, 1_000) is { Count: > 0 } page) entries.AddRange(page);
        foreach (var entry in entries) trace.Add("entry", entry.NaturalId ?? entry.Event.GetType().Name, entry.Sequence);
        Violation.Unless(entries.Count > 0 || !journal.Issued.Contains(voucher.Code), () => $"{voucher.Code} was issued, and is not there");
        CheckEntries(voucher, entries);
        var (uses, taken) = Used(voucher);
        var state = await host.Customer(voucher.Actor).GetAsync();
        var kept = state is null ? new([]) : Voucher.Part.Of(state);
        Violation.Unless((kept.Uses, kept.Taken.Units, kept.Open.Count) == (uses, taken, 0),
            () => $"{voucher.Code} has {kept.Uses} uses that took {kept.Taken}, and {string.Join(", ", kept.Open)}, but purchases acknowledged come to {uses} that took {new Money(taken)}");
        Violation.Unless(!journal.Ended.Contains(voucher.Code) || kept.EndedAt is not null, () => $"{voucher.Code} was ended, and is not");
    }

    /// <summary>At no moment was more used and taken out than there is, nor was anything taken out after the end that was not held before.</summary>
    private static void CheckEntries(KnownVoucher voucher, List<Entry> entries)
    {
        var (taken, open, ended) = (new Dictionary<long, (long Units, bool Whole)>(), new Dictionary<long, (UseReserved Use, bool IsHold)>(), false);
        foreach (var entry in entries)
        {
            switch (entry.Event)
            {
                case VoucherEnded:
                    ended = true;
                    break;
                case UseReserved use:
                    Violation.Unless(open.Remove(use.Instead) || !ended, () => $"{voucher.Code} was ended, and use {use} was taken out");
                    open.Add(use.Number, (use, use.PurchaseId is null));
                    break;
                case UseReleased released when open.Remove(released.Number, out var was):
                    if (!was.IsHold && was.Use.EndsAt > entry.OccurredAt) open.Add(released.Number, (was.Use, true));
                    break;
                case UseConfirmed confirmed:
                    Violation.Unless(open.Remove(confirmed.Number) || !ended, () => $"{voucher.Code} was ended, and use {confirmed} was made of it");
                    taken.Add(confirmed.Number, (confirmed.Discount.Units, false));
                    break;
                case UseReversed reversed:
                    taken[reversed.Number] = (taken[reversed.Number].Units - reversed.Amount.Units, reversed.Whole);
                    break;
            }

            var uses = taken.Values.Count(use => !use.Whole) + open.Count;
            var units = taken.Values.Sum(use => use.Units) + open.Values.Sum(use => use.Use.Amount?.Units ?? 0);
            Violation.Unless(!(uses > voucher.Limit), () => $"{voucher.Code} has {uses} uses after entry {entry.Sequence}, of {voucher.Limit}");
            Violation.Unless(!voucher.Terms.KeepsRest || units <= voucher.Terms.Value!.Value.Units, () => $"{voucher.Code} has {new Money(units)} taken after entry {entry.Sequence}, of {voucher.Terms.Value}");
        }
    }

    private async Task CheckReportAsync()
    {
        var today = host.Policy.Program.Calendar.DayOf(host.Now);
        var report = (await host.AskAsync(new ReportLiability(today, IsToday: true))).Vouchers;
        foreach (var batch in Vouchers.All.GroupBy(voucher => voucher.Terms.Batch ?? ""))
        {
            var (issued, uses, taken, outstanding, worth) = (0L, 0L, 0L, 0L, 0L);
            foreach (var voucher in batch)
            {
                if (await host.Customer(voucher.Actor).GetAsync() is not { Sequence: > 0 } state) continue;
                issued++;
                var used = Used(voucher);
                (uses, taken) = (uses + used.Uses, taken + used.Taken);
                if (Voucher.Part.Of(state).EndedAt is not null || LeftOf(voucher) == 0 || voucher.Terms.ValidTo <= today) continue;
                outstanding++;
                worth += voucher.Terms.KeepsRest ? voucher.Terms.Value!.Value.Units - used.Taken : voucher.Limit * voucher.Terms.Value?.Units - used.Uses * voucher.Terms.Value?.Units ?? 0;
            }

            var told = report.FirstOrDefault(line => line.Batch == batch.Key);
            var expected = (issued, uses, (DerivedAmount)new Money(taken), outstanding, (DerivedAmount)new Money(worth));
            Violation.Unless(
                told is null ? issued == 0 : (told.Issued, told.Uses, told.Discount, told.Outstanding, told.Worth) == expected,
                () => $"Vouchers of batch '{batch.Key}' are {told}, acknowledged were {expected}");
        }
    }

    /// <summary>How often it can be used more; of a gift card 1 while something is left of it.</summary>
    private int LeftOf(KnownVoucher voucher) =>
        voucher.Terms.KeepsRest ? Used(voucher).Taken < voucher.Terms.Value!.Value.Units ? 1 : 0 : voucher.Limit - Used(voucher).Uses ?? int.MaxValue;

    private (int Uses, long Taken) Used(KnownVoucher voucher)
    {
        var used = models.Values.Select(model => model.Used(voucher.Code)).ToList();
        return (used.Sum(use => use.Uses), used.Sum(use => use.Taken));
    }

    private async Task UseUpAsync(KnownVoucher voucher)
    {
        var state = await host.Customer(voucher.Actor).GetAsync();
        var isExpired = host.Policy.Program.Calendar.DayOf(host.Now) > voucher.Terms.ValidTo;
        var ofCustomer = voucher.Terms.UsesPerCustomer - models[Buyer].Used(voucher.Code).Uses ?? int.MaxValue;
        var expected = state is null or { Sequence: 0 } ? "voucher_not_found" : Voucher.Part.Of(state).EndedAt is not null ? "voucher_ended" : isExpired ? "voucher_expired" : null;
        var left = expected is not null ? 0 : Math.Min(LeftOf(voucher), Math.Max(0, ofCustomer));
        expected ??= LeftOf(voucher) <= left ? "voucher_used_up" : "voucher_used_by_customer";
        for (var use = 0; use <= left; use++)
        {
            var outcome = (await host.ExecuteAsync(Buyer, [new RecordPurchase { PurchaseId = $"last-{voucher.Code}-{use}", Amount = Money.Round(500), Vouchers = [voucher.Code] }]))[0];
            Violation.Unless(use < left ? outcome.Status == OutcomeStatus.Accepted : outcome.Code == expected,
                () => $"{voucher.Code} had {left} uses left, but the last purchase {use + 1} with it ended as {outcome}");
            if (outcome.Receipt is null) continue;
            var rest = voucher.Terms.KeepsRest ? voucher.Terms.Value!.Value.Units - Used(voucher).Taken : (voucher.Terms.Value ?? Money.Round(62.5m)).Units;
            Violation.Unless(outcome.Receipt.Vouchers![0].Discount.Units == rest, () => $"{voucher.Code} took {outcome.Receipt.Vouchers[0].Discount} off the last purchase, and not {new Money(rest)}");
        }
    }
}
