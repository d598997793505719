using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Simulation.Tests.Clients;
using CustomerCapital.Simulation.Tests.Faults;

namespace CustomerCapital.Simulation.Tests.Checks;

/// <summary>Holds the ledger and the reports against what the clients were told, once everything has come to rest.</summary>
internal sealed class FinalChecks(InProcessHost host, Database database, Journal journal, IReadOnlyList<string> customers, bool loopsMayClose, bool withVouchers, Trace trace)
{
    private readonly Dictionary<string, IReadOnlyList<Entry>> _entries = [];
    private readonly Dictionary<string, CustomerModel> _models = [];

    /// <summary>Checks everything.</summary>
    public async Task CheckAsync()
    {
        foreach (var id in customers)
        {
            var entries = new List<Entry>();
            while (await database.Ledger.ReadEntriesAsync(id, entries.Count, 1_000) is { Count: > 0 } page) entries.AddRange(page);
            _entries[id] = entries;
        }

        foreach (var entry in _entries.Values.SelectMany(entries => entries)) trace.Add("entry", entry.NaturalId ?? entry.Event.GetType().Name, entry.Sequence);
        foreach (var id in customers) CheckEntries(id);
        CheckReferrals();
        CheckMoves();
        foreach (var id in customers) await CheckCustomerAsync(id);
        await CheckReportsAsync();
        await CheckPolicyAsync();
        var vouchers = new VoucherChecks(host, database, journal, _models, trace);
        if (withVouchers) await vouchers.CheckAsync();
        var verified = await host.Verifier().VerifyAsync(_ => { });
        Violation.Unless(verified.DifferenceCount == 0, () => "Verification finds: " + string.Join(" | ", verified.Differences));
        trace.Add("verified", "", verified.Entries);
        if (withVouchers) await vouchers.UseUpAsync();
    }

    /// <summary>What was acknowledged is there once, under the receipt's number; nothing else is there; and the figures of every receipt were right.</summary>
    private void CheckEntries(string customerId)
    {
        var entries = _entries[customerId];
        var acknowledged = journal.Commands.Where(sent => sent.CustomerId == customerId && sent.Receipt is not null).OrderBy(sent => sent.Receipt!.Sequence).ToList();
        var model = _models[customerId] = new(customerId) { Registration = journal.Registrations.GetValueOrDefault(customerId) };
        var taken = new Queue<Entry>(entries.Where(entry => entry.Event is PurchaseTakenOver));
        foreach (var sent in acknowledged)
        {
            var receipt = sent.Receipt!;
            Violation.Unless(receipt.Sequence <= entries.Count && entries[(int)receipt.Sequence - 1].NaturalId == sent.Command.NaturalId,
                () => $"{sent} was answered with {receipt}, but is not there: {string.Join(", ", entries.Select(entry => entry.NaturalId ?? "-"))}");
            TakeOver(receipt.Sequence);
            model.Take(sent);
        }

        TakeOver(long.MaxValue);

        foreach (var entry in entries.Where(entry => entry.NaturalId is null && entry.Event is CustomerRegistered or EnrolmentChanged)) CheckUnnamed(entry, model);
        var known = acknowledged.Select(sent => sent.Command.NaturalId!).ToHashSet();
        foreach (var entry in entries.Where(entry => entry.NaturalId is not null && entry.Event is not (ReferralAccepted or ConversionCounted or PurchaseTakenOver or UseRevoked)))
            Violation.Unless(known.Remove(entry.NaturalId!), () => $"{customerId} has entry {entry.Sequence} '{entry.NaturalId}' twice, or nobody was told so");
        Violation.Unless(known.Count == 0, () => $"{customerId} lacks {string.Join(", ", known)}");
        Violation.Unless(entries.Count == 0 || entries[^1].Sequence == entries.Count, () => $"{customerId} has a gap among its entries");

        void TakeOver(long before)
        {
            while (taken.TryPeek(out var entry) && entry.Sequence < before) model.Take((PurchaseTakenOver)taken.Dequeue().Event, entry.OccurredAt);
        }
    }

    /// <summary>Every purchase that was moved is with the other customer once, at its own moment, with what was left of it; nobody has one that nobody moved.</summary>
    private void CheckMoves()
    {
        var there = _entries.SelectMany(customer => customer.Value.Where(entry => entry.Event is PurchaseTakenOver))
            .ToLookup(entry => (((PurchaseTakenOver)entry.Event).FromCustomerId, ((PurchaseTakenOver)entry.Event).MoveId));
        var moves = journal.Commands.Where(sent => sent is { Receipt: not null, Command: MovePurchase }).ToDictionary(sent => (sent.CustomerId, ((MovePurchase)sent.Command).MoveId));
        foreach (var (key, sent) in moves)
        {
            var (move, taken, left) = ((MovePurchase)sent.Command, there[key].ToList(), _models[sent.CustomerId].Moved[key.MoveId]);
            Violation.Unless(
                taken is [var only] && (only.CustomerId, only.OccurredAt, ((PurchaseTakenOver)only.Event).Content.Left.Units) == (move.ToCustomerId, left.At, left.Left),
                () => $"{sent} of {left} is with the other as {string.Join(", ", taken)}");
        }

        foreach (var taken in there) Violation.Unless(moves.ContainsKey(taken.Key), () => $"{taken.First()} was taken over, but nobody was told so");
    }

    /// <summary>What was sent without an id is carried out before it is answered, or never.</summary>
    private void CheckUnnamed(Entry entry, CustomerModel model)
    {
        if (entry.Event is EnrolmentChanged change) model.Take(change, entry.OccurredAt, entry.Sequence);
        if (journal.Loose.Contains(entry.CustomerId)) return;
        Violation.Unless(
            journal.Unnamed.Exists(sent => sent.CustomerId == entry.CustomerId && entry.Sequence > sent.After && entry.Sequence <= sent.Through && IsOf(sent.Command)),
            () => $"{entry.CustomerId} has entry {entry.Sequence} {entry.Event}, of a command that was answered before, or not sent yet");

        bool IsOf(ActorCommand command) => (command, entry.Event) switch
        {
            (RegisterCustomer registration, CustomerRegistered registered) => registration.Name == registered.Profile.Name,
            (SetEnrolment enrolment, EnrolmentChanged changed) => enrolment.Enrolled == changed.Enrolled,
            _ => false,
        };
    }

    /// <summary>Every referral has both sides; it has converted exactly if the person bought after it, and the referrer counts each change once.</summary>
    private void CheckReferrals()
    {
        var made = journal.Commands.Where(sent => sent is { Receipt: not null, Command: MakeReferral }).ToDictionary(sent => (sent.CustomerId, ((MakeReferral)sent.Command).ReferralId));
        foreach (var (id, entries) in _entries)
        {
            var acceptances = entries.Where(entry => entry.Event is ReferralAccepted).ToList();
            for (var i = 1; i < acceptances.Count; i++)
                Violation.Unless(acceptances[i].OccurredAt < acceptances[i - 1].OccurredAt, () => $"{id} was brought by several: {string.Join(", ", acceptances)}");
            var changes = entries.Select(entry => entry.Event).OfType<ReferralConversionChanged>().ToList();
            if (acceptances.Count == 0)
            {
                Violation.Unless(changes.Count == 0, () => $"{id} converted a referral that is not there");
                continue;
            }

            Sent? by = null;
            foreach (var accepted in acceptances.Select(entry => (ReferralAccepted)entry.Event))
            {
                made.Remove((accepted.ReferrerId, accepted.ReferralId), out by);
                Violation.Unless(by is not null || loopsMayClose, () => $"{id} accepted {accepted}, which the referrer was never told was made");
            }

            // One that was dated ahead of the clock counts from when it came.
            var (referrer, referredAt) = (((ReferralAccepted)acceptances[^1].Event).ReferrerId, by?.Command.OccurredAt is { } stated && stated < acceptances[^1].RecordedAt ? stated : acceptances[^1].OccurredAt);
            var converted = _models[id].Orders is [var first, ..] && first >= referredAt;
            var last = changes.LastOrDefault();
            Violation.Unless(
                converted ? last?.ReferrerId == referrer && last.Change % 2 == 1 && last.ConvertedAt == _models[id].Orders[0] : last is null || last.Change % 2 == 0,
                () => $"{id} was brought at {referredAt:O} and has {last} as its last change, first order {_models[id].Orders.FirstOrDefault():O}");
            Violation.Unless(changes.Select((change, at) => change.Change - (at == 0 ? 0 : changes[at - 1].Change)).SequenceEqual(changes.Select(change => change.MovedFrom is null ? 1 : 2)),
                () => $"{id}: changes of its conversion are {string.Join(", ", changes)}");
            foreach (var told in changes.ToLookup(change => change.ReferrerId))
            {
                var counted = _entries[told.Key].Select(entry => entry.Event).OfType<ConversionCounted>().Where(count => count.ReferredCustomerId == id).ToList();
                Violation.Unless(counted.Select(count => (count.Change, count.ConvertedAt)).SequenceEqual(told.Select(change => (change.Change, change.ConvertedAt))),
                    () => $"{told.Key} counts {string.Join(", ", counted)} of {told.Count()} changes of {id}");
            }

            if (converted) _models[referrer].Conversions.Add(_models[id].Orders[0]);
        }

        foreach (var id in loopsMayClose ? [] : customers) Violation.Unless(!StandsAboveItself(id), () => $"{id} has brought itself, through others");
        Violation.Unless(made.Count == 0, () => $"Referrals were acknowledged that nobody accepted: {string.Join(", ", made.Values)}");
    }

    private bool StandsAboveItself(string customerId)
    {
        var at = customerId;
        for (var steps = 0; steps <= customers.Count; steps++)
        {
            if (_entries.GetValueOrDefault(at)?.Select(entry => entry.Event).OfType<ReferralAccepted>().LastOrDefault() is not { } accepted) return false;
            at = accepted.ReferrerId;
            if (at == customerId) return true;
        }

        return false;
    }

    private async Task CheckCustomerAsync(string customerId)
    {
        var (model, state) = (_models[customerId], await host.Customer(customerId).GetAsync());
        Violation.Unless(state is null == (_entries[customerId].Count == 0), () => $"{customerId} is {state}");
        if (state is null) return;
        Violation.Unless(state.Sequence == _entries[customerId].Count, () => $"{customerId} is seen at {state.Sequence} of {_entries[customerId].Count}");
        Violation.Unless(model.OpenFollowUps.SetEquals(state.OpenFollowUps.Select(open => open.FollowUpId)), () => $"{customerId} has other follow-ups open: {string.Join(", ", state.OpenFollowUps)}");
        Violation.Unless(state.OpenFollowUps.TrueForAll(open => open.Assignee == model.AssigneeOf(open.FollowUpId)), () => $"{customerId} has follow-ups of others: {string.Join(", ", state.OpenFollowUps)}");
        var balance = HeldWallets.Part.Of(state).Of(CommandSource.Wallet).Balance.Units;
        Violation.Unless(Math.Abs(balance - model.Balance) <= model.BalanceTolerance, () => $"{customerId} has a balance of {balance}, but everything acknowledged comes to {model.Balance}");
        var standing = model.StandingAt(database.Schedule.Time.GetUtcNow(), host.Policy.Program);
        Violation.Unless(state.Standing == standing, () => $"{customerId} stands at {state.Standing}, but everything acknowledged earns {standing}");
        Violation.Unless(journal.Loose.Contains(customerId) || (state.Profile.Name == model.Registration?.Name && state.AcquisitionChannel == model.Channel), () => $"{customerId} is {state.Profile.Name} by {state.AcquisitionChannel}");
        Violation.Unless(_entries[customerId].Any(entry => entry.Event is CustomerRegistered) || (state.Profile.Phone, state.Profile.TimeZone) == (model.Phone, model.TimeZone),
            () => $"{customerId} has the number {state.Profile.Phone} in {state.Profile.TimeZone}, and not {model.Phone} in {model.TimeZone}");
    }

    private async Task CheckReportsAsync()
    {
        var calendar = host.Policy.Program.Calendar;
        var known = customers.Where(id => _entries[id].Count > 0).Select(id => _models[id]).ToList();
        var buying = known.Where(model => model.Orders.Count > 0).ToList();
        var metrics = await host.AskAsync(new ReportMetrics());
        var expected = (known.Count, buying.Count, buying.Sum(model => model.Orders.Count), (DerivedAmount)new Money(known.Sum(model => model.Revenue.Sum(part => part.Units))));
        Violation.Unless((metrics.Customers, metrics.BuyingCustomers, metrics.Orders, metrics.Revenue) == expected, () => $"Metrics are {metrics}, acknowledged were {expected}");
        var repeat = buying.Count == 0 ? default(double?) : buying.Count(model => model.Orders.Count > 1) / (double)buying.Count;
        Violation.Unless(metrics.RepeatPurchaseRate == repeat, () => $"Repeat purchase rate is {metrics.RepeatPurchaseRate}, acknowledged was {repeat}");

        foreach (var cell in await host.AskAsync(new ReportCohorts()))
        {
            var month = cell.Cohort.Plus(cell.Age);
            var cohort = buying.Where(model => calendar.MonthOf(model.Orders[0]) == cell.Cohort).ToList();
            var orders = cohort.Select(model => model.Orders.Count(at => calendar.MonthOf(at) == month)).ToList();
            var revenue = cohort.Sum(model => model.Revenue.Where(part => calendar.MonthOf(part.At) == month).Sum(part => part.Units));
            Violation.Unless((cell.Customers, cell.Orders, cell.Revenue.Units) == (orders.Count(count => count > 0), orders.Sum(), revenue),
                () => $"Cell {cell}, but acknowledged were {orders.Count(count => count > 0)} customers, {orders.Sum()} orders, {new Money(revenue)}");
        }

        foreach (var rung in (await host.AskAsync(new ReportLadder())).Rungs)
        {
            var here = known.Select(model => (Model: model, Standing: model.StandingAt(database.Schedule.Time.GetUtcNow(), host.Policy.Program)))
                .Where(customer => customer.Standing.Rung == rung.Rung).ToList();
            var census = (here.Count, here.Count(customer => customer.Standing.Lapsed), here.Sum(customer => customer.Model.Orders.Count), (DerivedAmount)new Money(here.Sum(customer => customer.Model.Revenue.Sum(part => part.Units))));
            Violation.Unless((rung.Customers, rung.Lapsed, rung.Orders, rung.Revenue) == census, () => $"Census {rung}, but acknowledged were {census}");
        }
    }

    /// <summary>What the engine goes by is what the ledger holds, and what was acknowledged last.</summary>
    private async Task CheckPolicyAsync()
    {
        var policy = host.Policy.Program.Policy;
        var kept = await database.Ledger.ReadControlAsync("policy");
        Violation.Unless(Ledger.Encoding.LedgerJson.Encode(policy) == kept!.Json, () => $"The engine goes by {policy}, the ledger holds {kept.Json}");
        Violation.Unless(!journal.Policies.TryGetValue(policy.Version, out var acknowledged) || acknowledged with { Currency = policy.Currency } == policy,
            () => $"Version {policy.Version} was acknowledged as {journal.Policies[policy.Version]}, in force is {policy}");
        Violation.Unless(journal.Policies.Count == 0 || policy.Version >= journal.Policies.Keys.Max(), () => $"Version {policy.Version} is in force, {journal.Policies.Keys.Max()} was acknowledged");
        var currencies = journal.Commands.Where(sent => sent.Receipt is not null).Select(sent => (sent.Command as Domain.Purchases.RecordPurchase)?.Currency).OfType<string>().Distinct().ToList();
        Violation.Unless(currencies.Count == 0 || currencies.SequenceEqual([policy.Currency!]), () => $"Purchases in {string.Join(", ", currencies)} were accepted, the program counts in {policy.Currency}");
    }
}
