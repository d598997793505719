using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Returns;

/// <summary>What is left of a purchase after its amendments and returns so far, by line and in all. Lives as long as one decision.</summary>
internal sealed class PurchaseRest
{
    private IReadOnlyList<PaidLine> _lines = [];
    private decimal[] _quantities = [];
    private long[] _amounts = [];
    private Money _amount;
    private string? _channel;
    private readonly List<(string FromCustomerId, string MoveId)> _taken = [];

    private PurchaseRest()
    {
    }

    private PurchaseRest(PurchaseRest other)
    {
        (Wallets, Vouchers) = (other.Wallets.Copy(), other.Vouchers.Copy());
        (_lines, _amount, Paid, PurchasedAt, AmendedAt, IsKnown, IsWhole) = (other._lines, other._amount, other.Paid, other.PurchasedAt, other.AmendedAt, other.IsKnown, other.IsWhole);
        (_channel, MovedTo, _taken) = (other._channel, other.MovedTo, [.. other._taken]);
        (_quantities, _amounts) = ([.. other._quantities], [.. other._amounts]);
    }

    /// <summary>What it has moved in wallets.</summary>
    public PurchaseWallets Wallets { get; } = new();

    /// <summary>The vouchers that it has used.</summary>
    public PurchaseVouchers Vouchers { get; } = new();

    /// <summary>Whether there is a purchase.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>When it was placed.</summary>
    public DateTimeOffset PurchasedAt { get; private set; }

    /// <summary>When it was last amended; null for never.</summary>
    public DateTimeOffset? AmendedAt { get; private set; }

    /// <summary>What it comes to as amended, before returns.</summary>
    public Money Paid { get; private set; }

    /// <summary>What is left of it after returns.</summary>
    public Money Left => _amount;

    /// <summary>Whether no piece of it is left.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The customer to whom it was moved; null while it is here.</summary>
    public string? MovedTo { get; private set; }

    /// <summary>What is left of a purchase before anything that concerns it; of no purchase, nothing.</summary>
    public static PurchaseRest Of(Entry? purchase)
    {
        var rest = new PurchaseRest();
        switch (purchase?.Event)
        {
            case PurchaseRecorded recorded:
                rest.Begin(purchase.OccurredAt, recorded.Channel, recorded.Amount, recorded.Lines);
                rest.Wallets.Take(recorded);
                rest.Vouchers.Take(recorded);
                break;
            case PurchaseTakenOver:
                rest.Take(purchase);
                break;
        }

        return rest;
    }

    /// <summary>Takes the next entry that concerns it.</summary>
    public void Take(Entry correction)
    {
        Wallets.Take(correction.Event);
        Vouchers.Take(correction.Event);
        switch (correction.Event)
        {
            case PurchaseAmended { IsSuperseded: false } amended:
                Become(amended.Amount, amended.Lines ?? []);
                AmendedAt = correction.OccurredAt;
                break;
            case ReturnRecorded earlier:
                _amount -= earlier.Amount;
                IsWhole |= earlier.Whole;
                foreach (var line in earlier.Lines ?? []) Take(line.Line!.Value - 1, line.Quantity, line.Amount);
                break;
            case PurchaseMoved moved:
                (IsWhole, MovedTo) = (true, moved.ToCustomerId);
                break;
            case PurchaseTakenOver taken:
                Begin(correction.OccurredAt, taken.Content.Channel, taken.Content.Amount, taken.Content.Lines);
                Lack(taken.Content);
                _taken.Add((taken.FromCustomerId, taken.MoveId));
                break;
        }
    }

    /// <summary>Whether it was taken over by that move.</summary>
    public bool HasTaken(string fromCustomerId, string moveId) => _taken.Contains((fromCustomerId, moveId));

    /// <summary>What it holds, with what has come back of it.</summary>
    public MovedContent Content()
    {
        var back = new List<ReturnedLine>();
        for (var at = 0; at < _quantities.Length; at++)
        {
            var line = at < _lines.Count ? _lines[at] : null;
            var (quantity, amount) = ((line?.Quantity ?? 0) - _quantities[at], new Money((line?.Paid.Units ?? 0) - _amounts[at]));
            if (quantity != 0 || amount != Money.Zero) back.Add(new(at + 1, line?.Sku, quantity, amount));
        }

        return new(Paid, Paid - _amount, _channel, _lines.Count == 0 ? null : _lines, back.Count == 0 ? null : back) { Earned = Wallets.Earnings(), Vouchers = Vouchers.Redeemed };
    }

    /// <summary>Adds the pieces that are left of it, or with a sign of -1 takes them away.</summary>
    public void AddTo(Pieces pieces, int sign)
    {
        if (IsWhole) return;
        for (var at = 0; at < _lines.Count; at++) pieces.Add(_lines[at], _quantities[at], sign);
    }

    /// <summary>The lines of which anything is left, with how much of each and what was paid for that; none where the purchase is no order any more.</summary>
    public IEnumerable<(PaidLine Line, decimal Left, Money Paid)> LinesLeft()
    {
        for (var at = 0; !IsWhole && at < _lines.Count; at++)
            if (_quantities[at] > 0) yield return (_lines[at], _quantities[at], new(_amounts[at]));
    }

    public PurchaseRest Copy() => new(this);

    /// <summary>Whether the purchase can hold this instead: no less of any line than has come back of it, and something that has not.</summary>
    public bool CanBecome(Money amount, IReadOnlyList<PaidLine>? lines)
    {
        var rest = Copy();
        rest.Become(amount, lines ?? []);
        if (rest._amount.IsNegative || Array.Exists(rest._quantities, left => left < 0) || Array.Exists(rest._amounts, left => left < 0)) return false;
        var cameBack = rest._amount != amount || rest._lines.Where((line, at) => rest._quantities[at] != line.Quantity).Any();
        return !cameBack || rest._amount > Money.Zero || rest.HoldsFreePiece();
    }

    /// <summary>Drafts what it earns, more or less than before, where it holds this instead.</summary>
    public void Earn(WalletDraft draft, DateOnly day, Rung rung, Money amount, IReadOnlyList<PaidLine>? lines)
    {
        var after = Copy();
        after.Become(amount, lines ?? []);
        Wallets.Earn(
            draft, new("", Paid, _channel, _lines.Count == 0 ? null : _lines), new("", amount, _channel, lines), after.KeptAfter(Money.Zero, after.IsWhole), new(day, _channel, rung));
    }

    public Verdict Decide(RecordReturn command, in Situation situation)
    {
        if (MovedTo is { } holder) return Refusal.PurchaseMoved(holder);
        if (IsWhole) return Refusal.NothingToReturn();
        var returned = new List<ReturnedLine>();
        Money amount;
        if (command.Lines is { Count: > 0 } lines)
        {
            foreach (var line in lines)
                if (TakeLine(line, returned) is { } refusal) return refusal;
            amount = new Money(returned.Sum(line => line.Amount.Units));
        }
        else if (command.CumulativeAmount is { } inAll)
        {
            amount = inAll - (Paid - _amount);
            if (amount <= Money.Zero) return Verdict.Unchanged;
        }
        else
        {
            amount = command.Amount ?? _amount;
        }

        var everything = command.Lines is not { Count: > 0 } && command.Amount is null && command.CumulativeAmount is null;
        if (!everything && returned.Count == 0 && amount == Money.Zero) return Refusal.NothingComesBack();
        if (amount > _amount) return Refusal.ReturnExceedsPurchase($"{_amount} is left of what was paid");
        var whole = everything || (amount == _amount && !HoldsFreePiece());
        var happened = new ReturnRecorded(command.ReturnId, command.PurchaseId, amount, returned.Count == 0 ? null : returned, command.Reason)
        {
            PurchasedAt = PurchasedAt,
            Whole = whole,
        };
        var draft = new WalletDraft(situation);
        var kept = KeptAfter(amount, whole);
        Wallets.Settle(draft, kept);
        happened = happened with { Movements = draft.Movements, Vouchers = Vouchers.Settle(kept.OfPayment, whole) };
        if (!whole) return happened;
        if (PurchaseHistory.Part.Of(situation.State).OrdersWithout(PurchasedAt, situation.Past) is not { } left) return Verdict.History;
        return happened with { FirstOrderAt = left.First, LatestOrders = left.Latest };
    }

    /// <summary>What shares of it are left once so much more has come back, in lines that were taken already or without any.</summary>
    private KeptShares KeptAfter(Money amount, bool whole)
    {
        if (whole) return KeptShares.None;
        var (left, inLines) = ((_amount - amount).Units, _amounts.Sum());
        var ofPayment = Paid == Money.Zero ? Share.All : new(left, Paid.Units);
        if (_lines.Count == 0) return new([ofPayment], [Share.All], ofPayment, IsNothing: false);
        // Where amounts came back without lines, each line has its share of that.
        var scale = inLines > left ? new(left, inLines) : Share.All;
        return new(
            [.. _lines.Select((line, at) => line.Paid == Money.Zero ? Share.All : new Share(_amounts[at], line.Paid.Units) * scale)],
            [.. _lines.Select((line, at) => Share.Of(_quantities[at], line.Quantity))], ofPayment, IsNothing: false);
    }

    /// <summary>Whether a piece is left for which nothing is left to pay back: no amount says that it came back, only its line does.</summary>
    private bool HoldsFreePiece()
    {
        for (var at = 0; at < _quantities.Length; at++)
            if (_quantities[at] > 0 && _amounts[at] == 0) return true;
        return false;
    }

    private Refusal? TakeLine(ReturnLine line, List<ReturnedLine> returned)
    {
        if (line.Line is { } number)
        {
            if (number < 1 || number > _quantities.Length) return Refusal.LineNotFound(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var wanted = line.Quantity ?? _quantities[number - 1];
            if (wanted == 0 || wanted > _quantities[number - 1]) return Refusal.ReturnExceedsPurchase($"{_quantities[number - 1]:0.####} is left of line {number}");
            returned.Add(TakeAtPaidPrice(number - 1, wanted));
            return null;
        }

        var sku = _lines;
        if (!sku.Any(bought => bought.Sku == line.Sku)) return Refusal.LineNotFound($"with sku '{line.Sku}'");
        var left = sku.Select((bought, at) => bought.Sku == line.Sku ? _quantities[at] : 0).Sum();
        var toTake = line.Quantity ?? left;
        if (toTake == 0 || toTake > left) return Refusal.ReturnExceedsPurchase($"{left:0.####} is left of sku '{line.Sku}'");
        for (var at = 0; toTake > 0; at++)
        {
            if (sku[at].Sku != line.Sku || _quantities[at] == 0) continue;
            var part = Math.Min(toTake, _quantities[at]);
            returned.Add(TakeAtPaidPrice(at, part));
            toTake -= part;
        }

        return null;
    }

    /// <summary>The last piece of a line takes all that is left of its price, so that a line returned in parts adds up exactly.</summary>
    private ReturnedLine TakeAtPaidPrice(int at, decimal quantity)
    {
        var line = _lines[at];
        var amount = quantity == _quantities[at] ? new Money(_amounts[at]) : line.Paid.Times(quantity / line.Quantity);
        if (amount.Units > _amounts[at]) amount = new Money(_amounts[at]);
        Take(at, quantity, amount);
        return new(at + 1, line.Sku, quantity, amount);
    }

    private void Begin(DateTimeOffset purchasedAt, string? channel, Money amount, IReadOnlyList<PaidLine>? lines)
    {
        (IsKnown, IsWhole, MovedTo, PurchasedAt, AmendedAt, _channel) = (true, false, null, purchasedAt, null, channel);
        (_lines, _quantities, _amounts, _amount, Paid) = ([], [], [], Money.Zero, Money.Zero);
        Become(amount, lines ?? []);
    }

    private void Lack(MovedContent content)
    {
        _amount -= content.CameBack;
        foreach (var line in content.CameBackOfLines ?? [])
        {
            var at = line.Line!.Value - 1;
            if (at >= _quantities.Length) (_quantities, _amounts) = ([.. _quantities, .. new decimal[at + 1 - _quantities.Length]], [.. _amounts, .. new long[at + 1 - _amounts.Length]]);
            Take(at, line.Quantity, line.Amount);
        }
    }

    /// <summary>Holds this instead of what it held, less what has come back.</summary>
    private void Become(Money amount, IReadOnlyList<PaidLine> lines)
    {
        var count = Math.Max(lines.Count, _lines.Count);
        decimal[] quantities = new decimal[count];
        long[] amounts = new long[count];
        for (var at = 0; at < count; at++)
        {
            var (old, now) = (at < _lines.Count ? _lines[at] : null, at < lines.Count ? lines[at] : null);
            quantities[at] = (now?.Quantity ?? 0) - ((old?.Quantity ?? 0) - (at < _quantities.Length ? _quantities[at] : 0));
            amounts[at] = (now?.Paid.Units ?? 0) - ((old?.Paid.Units ?? 0) - (at < _amounts.Length ? _amounts[at] : 0));
        }

        _amount = amount - (Paid - _amount);
        // Lines that are gone are forgotten, unless something came back of them.
        if (quantities.AsSpan(lines.Count).ContainsAnyExcept(0) || amounts.AsSpan(lines.Count).ContainsAnyExcept(0)) (_quantities, _amounts) = (quantities, amounts);
        else (_quantities, _amounts) = (quantities[..lines.Count], amounts[..lines.Count]);
        (_lines, Paid) = (lines, amount);
    }

    private void Take(int at, decimal quantity, Money amount)
    {
        _quantities[at] -= quantity;
        _amounts[at] -= amount.Units;
    }
}
