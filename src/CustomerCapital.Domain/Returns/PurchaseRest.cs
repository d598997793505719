using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Returns;

/// <summary>What is left of a purchase after the returns so far, by line and in all. Lives as long as one decision.</summary>
internal sealed class PurchaseRest
{
    private readonly PurchaseRecorded _purchase;
    private readonly decimal[] _quantities;
    private readonly long[] _amounts;
    private bool _whole;
    private Money _amount;

    public PurchaseRest(PurchaseRecorded purchase)
    {
        _purchase = purchase;
        _amount = purchase.Amount;
        _quantities = [.. (purchase.Lines ?? []).Select(line => line.Quantity)];
        _amounts = [.. (purchase.Lines ?? []).Select(line => line.Paid.Units)];
    }

    private PurchaseRest(PurchaseRest other)
    {
        (_purchase, _amount, _whole) = (other._purchase, other._amount, other._whole);
        (_quantities, _amounts) = ([.. other._quantities], [.. other._amounts]);
    }

    /// <summary>Takes off what an earlier return brought back; in which order they come does not matter.</summary>
    public void Take(ReturnRecorded earlier)
    {
        _amount -= earlier.Amount;
        _whole |= earlier.Whole;
        foreach (var line in earlier.Lines ?? []) Take(line.Line!.Value - 1, line.Quantity, line.Amount);
    }

    public PurchaseRest Copy() => new(this);

    public Verdict Decide(RecordReturn command, PurchaseHistory history, Recollection past, DateTimeOffset purchasedAt)
    {
        if (_whole) return Refusal.NothingToReturn();
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
            amount = inAll - (_purchase.Amount - _amount);
            if (amount <= Money.Zero) return Verdict.Unchanged;
        }
        else
        {
            amount = command.Amount ?? _amount;
        }

        if (amount > _amount) return Refusal.ReturnExceedsPurchase($"{_amount} is left of what was paid");
        var everything = command.Lines is not { Count: > 0 } && command.Amount is null && command.CumulativeAmount is null;
        var whole = everything || (amount == _amount && (_purchase.Amount > Money.Zero || (_quantities.Length > 0 && _quantities.All(left => left == 0))));
        var happened = new ReturnRecorded(command.ReturnId, command.PurchaseId, amount, returned.Count == 0 ? null : returned, command.Reason)
        {
            PurchasedAt = purchasedAt,
            Whole = whole,
        };
        return whole ? WithOrderTimes(happened, history, past, purchasedAt) : happened;
    }

    /// <summary>A whole return takes an order out of the state's latest ones; where too few are left, or it was the first, the history fills them up.</summary>
    private static Verdict WithOrderTimes(ReturnRecorded happened, PurchaseHistory history, Recollection past, DateTimeOffset purchasedAt)
    {
        var rest = history.LatestOrders.Without(purchasedAt);
        var complete = history.Orders <= history.LatestOrders.Count;
        if (complete || (rest.Count >= LatestInstants.Needed && purchasedAt != history.FirstOrderAt)) return happened;
        if (past.Orders?.Without(purchasedAt) is not { } left) return Verdict.History;
        return happened with { FirstOrderAt = left.First, LatestOrders = left.Latest };
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

        var sku = _purchase.Lines ?? [];
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
        var line = _purchase.Lines![at];
        var amount = quantity == _quantities[at] ? new Money(_amounts[at]) : line.Paid.Times(quantity / line.Quantity);
        if (amount.Units > _amounts[at]) amount = new Money(_amounts[at]);
        Take(at, quantity, amount);
        return new(at + 1, line.Sku, quantity, amount);
    }

    private void Take(int at, decimal quantity, Money amount)
    {
        _quantities[at] -= quantity;
        _amounts[at] -= amount.Units;
    }
}
