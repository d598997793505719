using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Wallets;

/// <summary>Movements of a customer's wallets while one command is decided, each on top of those before it.</summary>
internal sealed class WalletDraft
{
    private readonly ActorState _before;
    private readonly ProgramPolicy _policy;
    private readonly List<WalletMovement> _movements = [];
    private HeldWallets _wallets;

    public WalletDraft(in Situation situation)
        : this(situation.State, situation.Program, situation.At)
    {
    }

    public WalletDraft(ActorState state, LoyaltyProgram program, DateTimeOffset at) =>
        (_before, _wallets, _policy, Today) = (state, HeldWallets.Part.Of(state), program.Policy, program.Calendar.DayOf(at));

    /// <summary>The day of the command.</summary>
    public DateOnly Today { get; }

    /// <summary>The movements so far; null for none.</summary>
    public IReadOnlyList<WalletMovement>? Movements => _movements.Count == 0 ? null : _movements;

    /// <summary>Whether a wallet would hold, or owe, as much as the limit or more.</summary>
    public bool IsBeyondLimit => _movements.Exists(movement => movement.Balance >= WalletAmount.Limit || movement.Balance <= -WalletAmount.Limit);

    /// <summary>The rules of all wallets in force.</summary>
    public IReadOnlyList<WalletRule> Rules => _policy.Wallets;

    /// <summary>The rule of a wallet in force; null where the policy has none.</summary>
    public WalletRule? RuleOf(string wallet) => _policy.Wallets.FirstOrDefault(rule => rule.Name == wallet);

    /// <summary>What of a wallet can be spent on the day.</summary>
    public WalletAmount SpendableOf(string wallet) => _wallets.Of(wallet).Lots.SpendableOn(Today);

    /// <summary>Something comes in: what is owed is made up for first, and the rest is a lot's.</summary>
    public void Credit(MovementKind kind, string wallet, WalletAmount amount, DateOnly? validTo, DateOnly? validFrom = null, Func<WalletMovement, WalletMovement>? with = null)
    {
        var rest = amount - WalletAmount.Min(amount, _wallets.Of(wallet).Debt);
        IReadOnlyList<LotChange> lots = rest == WalletAmount.Zero ? [] : [new(validTo, rest, validFrom > Today ? validFrom : null)];
        var movement = new WalletMovement(wallet, kind, amount, default) { Lots = lots };
        Add(with is null ? movement : with(movement));
    }

    /// <summary>Takes what can be spent on the day, what expires first before the rest.</summary>
    /// <returns>False, and nothing is taken, where there is less.</returns>
    public bool TrySpend(MovementKind kind, string wallet, WalletAmount amount, Money? worth = null)
    {
        if (SpendableOf(wallet) < amount) return false;
        Add(new(wallet, kind, -amount, default) { Lots = Take(_wallets.Of(wallet).Lots.All.Where(lot => lot.CanBeSpentOn(Today)), amount), Worth = worth });
        return true;
    }

    /// <summary>Why an amount is not spent. Of a pooled wallet it says what others of the household are to give.</summary>
    public Refusal Insufficient(string wallet, WalletAmount amount)
    {
        var (refusal, held) = (Refusal.InsufficientBalance(wallet, SpendableOf(wallet)), _wallets.Of(wallet));
        if (HouseholdMembership.Part.Of(_before).HouseholdId is not { } household || RuleOf(wallet) is not { Pooled: true }) return refusal;
        return refusal with { Lacks = new(household, wallet, amount - SpendableOf(wallet) + held.Debt, _before.Sequence) };
    }

    /// <summary>Takes back what a purchase had earned: from the lot to which it came, then from the others; then by the wallet's rule.</summary>
    public void TakeBack(string wallet, WalletAmount amount, DateOnly? validTo)
    {
        var (rule, lots) = (RuleOf(wallet), _wallets.Of(wallet).Lots.All);
        // What has expired is the customer's no longer.
        var isExpired = validTo < Today && rule?.Life?.Sliding is not true;
        var taken = isExpired ? [] : Take(lots.OrderBy(lot => lot.ValidTo != validTo), amount);
        var left = new WalletAmount(amount.Units + taken.Sum(change => change.Amount.Units));
        var isWrittenOff = isExpired || rule?.Overdraw == Overdraw.WriteOff;
        Add(new(wallet, MovementKind.TakenBack, isWrittenOff ? left - amount : -amount, default) { Lots = taken, WrittenOff = isWrittenOff && left > WalletAmount.Zero ? left : null });
    }

    /// <summary>Gives back what was spent to the lots from which it came; of what has expired since, by the wallet's rule.</summary>
    /// <param name="wallet">The wallet.</param>
    /// <param name="spent">What comes back of each lot, above zero.</param>
    public void GiveBack(string wallet, IReadOnlyList<LotChange> spent)
    {
        var (rule, writtenOff, left) = (RuleOf(wallet), WalletAmount.Zero, new List<LotChange>());
        foreach (var part in spent)
        {
            var isExpired = part.ValidTo < Today;
            if (isExpired && rule?.ExpiredRefund is not ExpiredRefund.Renew) writtenOff += part.Amount;
            else left.Add(new(isExpired ? rule!.LastDayOf(Today) : part.ValidTo, part.Amount));
        }

        TakeIn(MovementKind.GivenBack, wallet, left, writtenOff > WalletAmount.Zero ? writtenOff : null);
    }

    /// <summary>Something comes in of several last days: what is owed is made up for first, and the rest goes to the lots.</summary>
    public void TakeIn(MovementKind kind, string wallet, IReadOnlyList<LotChange> parts, WalletAmount? writtenOff = null)
    {
        var (debt, lots) = (_wallets.Of(wallet).Debt, new List<LotChange>());
        foreach (var part in parts)
        {
            var owed = WalletAmount.Min(part.Amount, debt);
            debt -= owed;
            if (part.Amount > owed) lots.Add(part with { Amount = part.Amount - owed });
        }

        Add(new(wallet, kind, new(parts.Sum(part => part.Amount.Units)), default) { Lots = lots, WrittenOff = writtenOff });
    }

    /// <summary>Gives back all that a movement has spent.</summary>
    public void GiveBack(WalletMovement spent) => GiveBack(spent.Wallet, [.. spent.Lots!.Select(lot => lot with { Amount = -lot.Amount, ValidFrom = null })]);

    /// <summary>Makes everything in a wallet last at least up to a day.</summary>
    public void Extend(string wallet, DateOnly? validTo)
    {
        var changes = _wallets.Of(wallet).Lots.All.Where(lot => lot.ValidTo is { } last && !(last >= validTo))
            .SelectMany(lot => new LotChange[] { new(lot.ValidTo, -lot.Amount, lot.ValidFrom), new(validTo, lot.Amount, lot.ValidFrom) }).ToList();
        if (changes.Count > 0) Add(new(wallet, MovementKind.Extended, WalletAmount.Zero, default) { Lots = changes });
    }

    /// <summary>Everything whose last day is over expires.</summary>
    public void Expire()
    {
        foreach (var wallet in _wallets.All)
        {
            var lots = wallet.Lots.All.Where(lot => lot.ValidTo < Today).Select(lot => new LotChange(lot.ValidTo, -lot.Amount, lot.ValidFrom)).ToList();
            if (lots.Count > 0) Add(new(wallet.Name, MovementKind.Expired, new(lots.Sum(lot => lot.Amount.Units)), default) { Lots = lots });
        }
    }

    private static List<LotChange> Take(IEnumerable<Lot> lots, WalletAmount amount)
    {
        var taken = new List<LotChange>();
        foreach (var lot in lots)
        {
            if (amount == WalletAmount.Zero) break;
            var part = WalletAmount.Min(lot.Amount, amount);
            taken.Add(new(lot.ValidTo, -part, lot.ValidFrom));
            amount -= part;
        }

        return taken;
    }

    private void Add(WalletMovement movement)
    {
        var after = _wallets.Of(movement.Wallet).After(movement, Today);
        _movements.Add(movement with { Balance = after.Balance });
        _wallets = _wallets.With(after);
    }
}
