using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>A voucher and three customers, between whom every step comes when it likes: engines that end between two steps, copies of purchases, late messages, holds, returns.</summary>
public sealed class VoucherProperties
{
    [Fact]
    public void Uses_never_exceed_the_limit_and_end_as_many_as_purchases_are_recorded() => Histories.Hold(Histories.OfOne, steps =>
    {
        var world = Played(new(steps.Sum(step => step.Cents + 31 * step.Pick)), 4 * steps.Length);
        Assert.True(world.LeastLeft >= 0, $"{-world.LeastLeft} uses more than there are");
        world.Settle();
        Assert.Equal((world.Standing, 0), (world.Voucher.Uses, world.Voucher.Open.Count));
        Assert.Equal(world.StandingDiscount, world.Voucher.Taken);
        Assert.True(world.Voucher.Taken <= world.MostTaken, $"{world.Voucher.Taken} taken");
    });

    [Fact]
    public void Counters_are_those_of_a_recount_of_the_entries() => Histories.Hold(Histories.OfOne, steps =>
    {
        var world = Played(new(steps.Sum(step => step.Cents + 31 * step.Pick)), 4 * steps.Length);
        Assert.Equal(world.Recounted().OrderBy(row => row.Key.ToString()), world.Counted().Rows.OrderBy(row => row.Key.ToString()));
    });

    /// <summary>A world after so many random steps.</summary>
    internal static VoucherWorld Played(Random random, int steps)
    {
        var world = new VoucherWorld(random);
        for (var i = 0; i < steps; i++) world.Step();
        return world;
    }
}

/// <summary>What <see cref="VoucherProperties"/> plays.</summary>
internal sealed class VoucherWorld
{
    private static readonly ProgramPolicy Policy = new() { Currency = "EUR", Rewards = [new("mug", Gift: new())] };

    private readonly Random _random;
    private readonly bool _isGift;
    private readonly CustomerScenario _voucher;
    private readonly Dictionary<string, CustomerScenario> _customers = new[] { "ada", "bob", "eve" }.ToDictionary(id => id, id => new CustomerScenario(Policy, id));
    private readonly List<Attempt> _attempts = [];
    private readonly Dictionary<ActorId, Queue<Message>> _messages = [];
    private readonly Dictionary<ActorId, int> _told = [];
    private readonly HashSet<(string CustomerId, string PurchaseId)> _returned = [];
    private int _count;

    public VoucherWorld(Random random)
    {
        (_random, _isGift) = (random, random.Next(4) == 0);
        _voucher = new(Policy, _isGift ? GiftStock.Of("mug") : new(ActorKind.VoucherCode, "CODE"));
        if (_isGift) return;
        var keepsRest = random.Next(3) == 0;
        var limit = 1 + random.Next(3);
        MostTaken = keepsRest ? Amount("50") : new(limit * 10 * Money.Scale);
        var terms = keepsRest ? new VoucherTerms { Value = Amount("50"), KeepsRest = true } : new() { Value = Amount("10"), Uses = limit };
        Do(_voucher, new IssueVoucher { Terms = terms with { Batch = random.Next(2) == 0 ? "spring" : null, ValidTo = random.Next(2) == 0 ? new(2027, 12, 31) : null } });
    }

    public Money MostTaken { get; }

    /// <summary>The fewest uses that were ever left, those taken out not among them; below zero where there were more than there could be.</summary>
    public long LeastLeft { get; private set; }

    public List<ActorCommand> Commands { get; } = [];

    public Voucher Voucher => Voucher.Part.Of(_voucher.State);

    /// <summary>Purchases that are recorded with the voucher and have not come back whole.</summary>
    public long Standing => _isGift ? Granted() : Purchases().Count();

    /// <summary>What it has taken off them, less what came back to it.</summary>
    public Money StandingDiscount => new(Purchases().Sum(purchase => purchase.Left.Units));

    public void Step()
    {
        switch (_random.Next(12))
        {
            case 0:
                var customer = _customers.Keys.ElementAt(_random.Next(3));
                if (_isGift) _attempts.Add(new(customer, Purchase($"p{_random.Next(3 + _count++)}", "15")));
                else _attempts.Add(new(customer, Purchase($"p{_random.Next(3 + _count++)}", "15") with { Vouchers = ["CODE"], VoucherHoldId = _random.Next(2) == 0 ? $"h{_random.Next(4)}" : null }));
                break;
            case 1 when _isGift:
                Do(_voucher, new ChangeStock { ChangeId = $"c{_count++}", By = _random.Next(3) == 0 ? -1 : 1 });
                break;
            case 1:
                Do(_voucher, new HoldVoucher { HoldId = $"h{_random.Next(4)}", CustomerId = _random.Next(2) == 0 ? "ada" : null, Minutes = 1 + _random.Next(5), Amount = _random.Next(2) == 0 ? Amount("7") : null });
                break;
            case 2:
                Do(_voucher, new ReleaseHold { HoldId = $"h{_random.Next(4)}" });
                break;
            case 3 when !_isGift && _random.Next(40) == 0:
                Do(_voucher, new EndVoucher());
                break;
            case 3:
                Return();
                break;
            case 4:
                Pass(TimeSpan.FromSeconds(_random.Next(90)));
                break;
            case 5 or 6 when _messages.Values.Where(queue => queue.Count > 0).ToList() is { Count: > 0 } waiting:
                Deliver(waiting[_random.Next(waiting.Count)]);
                break;
            // An engine ends.
            case 7 when _attempts.Count > 0 && _random.Next(3) == 0:
                _attempts.RemoveAt(_random.Next(_attempts.Count));
                break;
            default:
                if (_attempts.Count > 0) Advance(_attempts[_random.Next(_attempts.Count)]);
                break;
        }

        LeastLeft = Math.Min(LeastLeft, Math.Min(Voucher.UsesLeft ?? 0, Voucher.Rest?.Units ?? 0));
    }

    /// <summary>What the counters of the voucher come to.</summary>
    public Counters Counted()
    {
        var counters = new Counters();
        counters.Move(ActorState.New(_voucher.State.Id), _voucher.State, _voucher.Entries, _voucher.Program.Calendar);
        return counters;
    }

    /// <summary>The same by definition: what each entry means, and what the code stood for before and after it.</summary>
    public Dictionary<CounterKey, Count> Recounted()
    {
        var rows = new Dictionary<CounterKey, Count>();
        var (terms, uses, taken, ended, before) = (default(VoucherTerms), 0L, 0L, false, (Codes: 0L, Worth: 0L));
        foreach (var entry in _voucher.Entries)
        {
            var day = _voucher.Program.Calendar.DayOf(entry.OccurredAt).DayNumber;
            var (used, off) = (0L, 0L);
            switch (entry.Event)
            {
                case VoucherIssued issued:
                    terms = issued.Terms;
                    rows[new(VoucherCodeCapability.Issued, day, 0, terms.Batch ?? "")] = new(1, terms.Value!.Value.Units * (terms.KeepsRest ? 1 : terms.Uses));
                    break;
                case UseConfirmed confirmed:
                    (used, off) = (1, confirmed.Discount.Units);
                    break;
                case UseReversed reversed:
                    (used, off) = (reversed.Whole ? -1 : 0, -reversed.Amount.Units);
                    break;
                case VoucherEnded:
                    ended = true;
                    break;
            }

            (uses, taken) = (uses + used, taken + off);
            var left = terms is null || ended ? 0 : terms.KeepsRest ? terms.Value!.Value.Units - taken : terms.Value!.Value.Units * (terms.Uses - uses);
            var now = (Codes: left > 0 ? 1L : 0, Worth: left);
            var key = new CounterKey(VoucherCodeCapability.Flow, day, terms?.ValidTo?.DayNumber ?? VoucherCodeCapability.ForEver, terms?.Batch ?? "");
            if (GiftStock.Is(_voucher.State.Id.Key)) continue;
            rows[key] = rows.GetValueOrDefault(key) + new Count(now.Codes - before.Codes, now.Worth - before.Worth, used, off);
            before = now;
        }

        return rows.Where(row => row.Value != default).ToDictionary();
    }

    /// <summary>Engines end, time passes, and every message arrives.</summary>
    public void Settle()
    {
        _attempts.Clear();
        for (var i = 0; i < 5; i++)
        {
            while (_messages.Values.FirstOrDefault(queue => queue.Count > 0) is { } queue) Deliver(queue);
            Pass(TimeSpan.FromMinutes(10));
        }
    }

    /// <summary>The next step of an engine that records a purchase.</summary>
    private void Advance(Attempt attempt)
    {
        var customer = _customers[attempt.CustomerId];
        switch (attempt.Stage)
        {
            case 0:
                attempt.Claim = VoucherClaim.Of(_voucher.State.Id.Key, _voucher.State, attempt.CustomerId, attempt.Purchase.PurchaseId, attempt.Purchase.VoucherHoldId, _voucher.Now);
                if (Record(customer, attempt) is RedeemVouchers.ReservationNeeded) attempt.Stage = 1;
                else _attempts.Remove(attempt);
                break;
            case 1:
                var reserve = new ReserveUse { CustomerId = attempt.CustomerId, PurchaseId = attempt.Purchase.PurchaseId, HoldId = attempt.Purchase.VoucherHoldId, Most = Amount("15"), Instead = attempt.Revoked };
                if (Do(_voucher, reserve) is not null) _attempts.Remove(attempt);
                else attempt.Stage = 2;
                break;
            case 2 when Voucher.OpenFor(attempt.CustomerId, attempt.Purchase.PurchaseId) is { } open:
                (attempt.Claim, attempt.Stage) = (attempt.Claim!.With(open), 3);
                break;
            case 3:
                var refused = Record(customer, attempt);
                if (refused is RedeemVouchers.ReservationRevoked) (attempt.Stage, attempt.Revoked) = (0, attempt.Claim!.Number);
                else if (refused is null && _random.Next(2) == 0) attempt.Stage = 4;
                else if (refused is not (null or "duplicate")) attempt.Stage = 5;
                else _attempts.Remove(attempt);
                break;
            case 4:
                Do(_voucher, new ConfirmUse { Number = attempt.Claim!.Number, CustomerId = attempt.CustomerId, PurchaseId = attempt.Purchase.PurchaseId, Discount = attempt.Discount });
                _attempts.Remove(attempt);
                break;
            case 5:
                Do(_voucher, new ReleaseUse { Number = attempt.Claim!.Number });
                _attempts.Remove(attempt);
                break;
            default:
                _attempts.Remove(attempt);
                break;
        }
    }

    private string? Record(CustomerScenario customer, Attempt attempt)
    {
        ActorCommand command = _isGift
            ? new GrantFromStock { Grant = new() { GrantId = attempt.Purchase.PurchaseId, Reward = "mug", Free = true }, Stock = attempt.Claim! }
            : RedeemVouchers.Of(attempt.Purchase, [attempt.Claim!]);
        if (customer.Entries.Any(entry => entry.NaturalId == command.NaturalId)) return "duplicate";
        // A customer's turn may be refused for reasons of its own.
        if (attempt.Stage == 3 && _random.Next(5) == 0) return "something_else";
        var code = Do(customer, command);
        if (code is null && !_isGift) attempt.Discount = customer.Last<PurchaseRecorded>().Vouchers![0].Discount;
        return code;
    }

    private void Return()
    {
        var customer = _customers.ElementAt(_random.Next(3));
        if (_isGift)
        {
            var granted = customer.Value.Entries.Select(entry => entry.Event).OfType<RewardGranted>().Select(grant => grant.GrantId!).ToList();
            if (granted.Count > 0 && granted[_random.Next(granted.Count)] is var grant && !_returned.Contains((customer.Key, grant)) && Do(customer.Value, new ReverseGrant { GrantId = grant }) is null)
                _returned.Add((customer.Key, grant));
            return;
        }

        var recorded = customer.Value.Entries.Select(entry => entry.Event).OfType<PurchaseRecorded>().ToList();
        if (recorded.Count == 0) return;
        var purchase = recorded[_random.Next(recorded.Count)];
        var part = _random.Next(3) == 0 ? Amount("1") : default(Money?);
        if (Do(customer.Value, new RecordReturn { ReturnId = $"r{_count++}", PurchaseId = purchase.PurchaseId, Amount = part }) is null
            && customer.Value.Last<ReturnRecorded>().Whole) _returned.Add((customer.Key, purchase.PurchaseId));
    }

    private long Granted() => _customers.Sum(customer => customer.Value.Entries.Count(entry => entry.Event is RewardGranted granted && !_returned.Contains((customer.Key, granted.GrantId!))));

    private IEnumerable<(string PurchaseId, Money Left)> Purchases() =>
        from customer in _customers
        from recorded in customer.Value.Entries.Select(entry => entry.Event).OfType<PurchaseRecorded>()
        where !_returned.Contains((customer.Key, recorded.PurchaseId))
        let back = customer.Value.Entries.Select(entry => entry.Event).OfType<ReturnRecorded>().Where(returned => returned.PurchaseId == recorded.PurchaseId)
        select (recorded.PurchaseId, recorded.Vouchers![0].Discount - new Money(back.Sum(returned => returned.Vouchers?.Sum(voucher => voucher.Amount.Units) ?? 0)));

    private void Pass(TimeSpan time)
    {
        foreach (var scenario in _customers.Values.Append(_voucher)) scenario.By(scenario.Now + time);
        Collect(_voucher);
    }

    /// <summary>A message arrives; now and then twice, and where it is not taken, it comes again.</summary>
    private void Deliver(Queue<Message> queue)
    {
        var message = queue.Peek();
        var to = message.To.Kind == ActorKind.VoucherCode ? _voucher : _customers[message.To.Key];
        var known = message.Command.NaturalId is { } id && to.Entries.Any(entry => entry.NaturalId == id);
        if (!known && Do(to, message.Command) is { } code)
        {
            Assert.Equal("voucher_use_not_confirmed", code);
            // Of a return of the same customer the confirmation always comes first.
            Assert.Fail($"{message} came before what it rests on.");
        }

        if (_random.Next(5) != 0) queue.Dequeue();
    }

    /// <returns>Why it was refused.</returns>
    private string? Do(CustomerScenario actor, ActorCommand command)
    {
        Commands.Add(command);
        var code = actor.RefusalOf(command);
        Collect(actor);
        return code;
    }

    /// <summary>Takes what an actor has told others since: one queue for each recipient and teller, in order.</summary>
    private void Collect(CustomerScenario actor)
    {
        foreach (var entry in actor.Entries.Skip(_told.GetValueOrDefault(actor.State.Id)))
        {
            foreach (var message in entry.Event.Tells(actor.State.Id, entry.OccurredAt))
            {
                var lane = new ActorId(message.To.Kind, $"{message.To.Key} from {actor.State.Id}");
                if (!_messages.TryGetValue(lane, out var queue)) _messages[lane] = queue = new();
                queue.Enqueue(message);
            }
        }

        _told[actor.State.Id] = actor.Entries.Count;
    }

    private sealed class Attempt(string customerId, RecordPurchase purchase)
    {
        public string CustomerId => customerId;

        public RecordPurchase Purchase => purchase;

        public int Stage { get; set; }

        public long Revoked { get; set; }

        public VoucherClaim? Claim { get; set; }

        public Money Discount { get; set; }
    }
}
