using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Wallets;

/// <summary>What a purchase has moved in wallets after its amendments and returns so far. Lives as long as one decision.</summary>
internal sealed class PurchaseWallets
{
    private readonly Dictionary<string, Earned> _earned = [];
    private readonly Dictionary<string, Paid> _paid = [];

    /// <summary>Whether a wallet has paid for something that is still with the customer.</summary>
    public bool IsPaidByWallets => _paid.Values.Any(paid => paid.Left > WalletAmount.Zero);

    /// <summary>Takes what the next entry of the purchase has moved.</summary>
    public void Take(ActorEvent happened)
    {
        foreach (var movement in (happened as IMovesWallets)?.Movements ?? [])
        {
            switch (movement.Kind)
            {
                case MovementKind.Earned:
                    _earned[movement.Wallet] = Earned.Of(movement, _earned.GetValueOrDefault(movement.Wallet));
                    break;
                case MovementKind.TakenBack:
                    var earned = _earned[movement.Wallet];
                    _earned[movement.Wallet] = earned with { Left = earned.Left + movement.Amount - (movement.WrittenOff ?? default) };
                    break;
                case MovementKind.Spent:
                    _paid[movement.Wallet] = new(-movement.Amount, -movement.Amount, movement.Worth ?? default, [.. movement.Lots!.Select(lot => lot with { Amount = -lot.Amount })]);
                    break;
                case MovementKind.GivenBack:
                    _paid[movement.Wallet] = _paid[movement.Wallet].Without(movement.Amount + (movement.WrittenOff ?? default)).Kept;
                    break;
            }
        }
    }

    /// <summary>The same for another decision.</summary>
    public PurchaseWallets Copy()
    {
        var copy = new PurchaseWallets();
        foreach (var (name, earned) in _earned) copy._earned.Add(name, earned);
        foreach (var (name, paid) in _paid) copy._paid.Add(name, paid);
        return copy;
    }

    /// <summary>Gives back what wallets had paid, and takes back what was earned, for all that is no longer with the customer.</summary>
    /// <param name="draft">Takes the movements.</param>
    /// <param name="kept">What of the purchase is left.</param>
    public void Settle(WalletDraft draft, in KeptShares kept)
    {
        GiveBack(draft, kept.OfPayment);
        foreach (var (name, earned) in _earned.OrderBy(wallet => wallet.Key, StringComparer.Ordinal))
        {
            var wanted = earned.Of(kept, draft.RuleOf(name)?.Decimals ?? WalletAmount.MostDecimals);
            if (wanted < earned.Left) draft.TakeBack(name, earned.Left - wanted, earned.ValidTo);
        }
    }

    /// <summary>Earns for what a purchase holds after it was edited: a line that is as it was keeps what it earned, another earns by the rules in force.</summary>
    /// <param name="draft">Takes the movements.</param>
    /// <param name="before">What the purchase held.</param>
    /// <param name="after">What it holds.</param>
    /// <param name="kept">What of it is left.</param>
    /// <param name="occasion">When, where and by whom it was bought.</param>
    public void Earn(WalletDraft draft, PurchaseRecorded before, PurchaseRecorded after, in KeptShares kept, in Occasion occasion)
    {
        foreach (var rule in draft.Rules)
        {
            var earned = _earned.GetValueOrDefault(rule.Name);
            var (lines, inAll, pieces) = Earning.Of(rule, after, occasion, Earning.ShareInMoney(after.Amount, Worth), at => IsAsItWas(before, after, at) ? earned?.OfLine(at) ?? default : null);
            var now = new Earned(lines, inAll, earned?.Left ?? default, earned?.ValidTo ?? rule.LastDayOf(occasion.Day), earned?.ValidFrom ?? rule.FirstDayOf(occasion.Day), pieces);
            if (earned is not null ? earned.InAll == inAll && earned.Lines.SequenceEqual(lines) : inAll == WalletAmount.Zero) continue;
            var more = now.Of(kept, rule.Decimals) - now.Left;
            draft.Credit(
                MovementKind.Earned, rule.Name, more > WalletAmount.Zero ? more : default, now.ValidTo, now.ValidFrom,
                movement => movement with { Lines = lines, InAll = inAll, PieceLines = pieces });
            if (more.IsNegative) draft.TakeBack(rule.Name, -more, now.ValidTo);
        }
    }

    /// <summary>What the purchase has earned that was not taken back, for the customer to whom it moves.</summary>
    public IReadOnlyList<MovedEarning>? Earnings() => _earned.Count == 0 ? null :
        [.. _earned.OrderBy(wallet => wallet.Key, StringComparer.Ordinal).Select(wallet => wallet.Value.AsMoved(wallet.Key))];

    /// <summary>Gives back what wallets had paid.</summary>
    /// <param name="draft">Takes the movements.</param>
    /// <param name="share">The share that they go on to pay.</param>
    public void GiveBack(WalletDraft draft, in Share share)
    {
        foreach (var (name, paid) in _paid.OrderBy(wallet => wallet.Key, StringComparer.Ordinal))
        {
            var wanted = share.Of(paid.InAll, draft.RuleOf(name)?.Decimals ?? WalletAmount.MostDecimals, WalletRounding.Up);
            if (wanted < paid.Left) draft.GiveBack(name, paid.Without(paid.Left - wanted).Gone);
        }
    }

    /// <summary>What of the amount wallets go on to pay.</summary>
    private Money Worth => new(_paid.Values.Sum(paid => paid.InAll == WalletAmount.Zero ? 0 : (long)((Int128)paid.Worth.Units * paid.Left.Units / paid.InAll.Units)));

    private static bool IsAsItWas(PurchaseRecorded before, PurchaseRecorded after, int at)
    {
        if (before.Lines is null || after.Lines is null) return before.Lines is null && after.Lines is null && before.Amount == after.Amount;
        return at < before.Lines.Count && before.Lines[at] == after.Lines[at];
    }

    private sealed record Earned(IReadOnlyList<WalletAmount> Lines, WalletAmount InAll, WalletAmount Left, DateOnly? ValidTo, DateOnly? ValidFrom, IReadOnlyList<int>? PieceLines)
    {
        public static Earned Of(WalletMovement movement, Earned? before)
        {
            var inAll = movement.InAll ?? movement.Amount;
            var lot = movement.Lots is [.., var last] ? last : new(before?.ValidTo, default, before?.ValidFrom);
            return new(movement.Lines ?? [inAll], inAll, (before?.Left ?? default) + movement.Amount, lot.ValidTo, lot.ValidFrom, movement.PieceLines);
        }

        public WalletAmount OfLine(int at) => at < Lines.Count ? Lines[at] : default;

        public MovedEarning AsMoved(string wallet) => new(wallet, Left, InAll, Lines, ValidTo, ValidFrom) { PieceLines = PieceLines };

        public WalletAmount Of(in KeptShares kept, int decimals)
        {
            if (kept.IsNothing) return WalletAmount.Zero;
            var (sum, wanted) = (WalletAmount.Zero, WalletAmount.Zero);
            for (var at = 0; at < Lines.Count; at++)
            {
                sum += Lines[at];
                wanted += (PieceLines?.Contains(at + 1) is true ? kept.OfPieces(at) : kept.OfLine(at)).Of(Lines[at], decimals, WalletRounding.Down);
            }

            return wanted + (InAll - sum);
        }
    }

    /// <summary>What a wallet has paid: in all, what of it was not given back, and of which lots that was.</summary>
    private sealed record Paid(WalletAmount InAll, WalletAmount Left, Money Worth, IReadOnlyList<LotChange> Lots)
    {
        /// <summary>Of what was paid last, that is of the lots that last longest, comes back first.</summary>
        public (Paid Kept, List<LotChange> Gone) Without(WalletAmount amount)
        {
            var (lots, gone, left) = (Lots.ToList(), new List<LotChange>(), amount);
            while (left > WalletAmount.Zero)
            {
                var part = WalletAmount.Min(lots[^1].Amount, left);
                gone.Insert(0, lots[^1] with { Amount = part, ValidFrom = null });
                if (part == lots[^1].Amount) lots.RemoveAt(lots.Count - 1);
                else lots[^1] = lots[^1] with { Amount = lots[^1].Amount - part };
                left -= part;
            }

            return (this with { Left = Left - amount, Lots = lots }, gone);
        }
    }
}

/// <summary>What a purchase has earned that moves to another customer.</summary>
/// <param name="Wallet">The wallet's name.</param>
/// <param name="Amount">What of it was not taken back.</param>
/// <param name="InAll">What the purchase earns in all.</param>
/// <param name="Lines">What each line earns.</param>
/// <param name="ValidTo">The last day on which it can be spent. Null for ever.</param>
/// <param name="ValidFrom">The first day. Null if it has begun.</param>
public sealed record MovedEarning(string Wallet, WalletAmount Amount, WalletAmount InAll, IReadOnlyList<WalletAmount> Lines, DateOnly? ValidTo, DateOnly? ValidFrom)
{
    /// <summary>Numbers of the lines that earn by the piece. Absent if all earn by what was paid for them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? PieceLines { get; init; }
}

/// <summary>What shares of a purchase are still with the customer.</summary>
/// <param name="Lines">Of what was paid for each line.</param>
/// <param name="Pieces">Of the pieces of each line.</param>
/// <param name="OfPayment">Of what was paid.</param>
/// <param name="IsNothing">Whether nothing is.</param>
internal readonly record struct KeptShares(Share[] Lines, Share[] Pieces, Share OfPayment, bool IsNothing)
{
    /// <summary>Nothing is left.</summary>
    public static KeptShares None => new([], [], Share.Nothing, IsNothing: true);

    /// <summary>Of what was paid for one line; a line that is gone is not.</summary>
    public Share OfLine(int at) => at < Lines.Length ? Lines[at] : Share.Nothing;

    /// <summary>Of the pieces of one line.</summary>
    public Share OfPieces(int at) => at < Pieces.Length ? Pieces[at] : Share.Nothing;
}
