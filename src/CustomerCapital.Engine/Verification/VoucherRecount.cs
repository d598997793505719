using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;

namespace CustomerCapital.Engine.Verification;

/// <summary>
/// Counts one voucher, or the stock of one gift, anew from the plain facts in its entries: which uses stand, what they took, and what is taken out or held.
/// It shares no arithmetic with the state that actors keep, and reads nothing of what entries say that they change.
/// </summary>
internal sealed class VoucherRecount(ProgramCalendar calendar)
{
    /// <summary>What it counts.</summary>
    public static readonly IReadOnlySet<CounterKind> Kinds = new HashSet<CounterKind> { VoucherCodeCapability.Flow, VoucherCodeCapability.Issued };

    private readonly Dictionary<long, Use> _uses = [];
    private readonly SortedDictionary<long, TakenOut> _out = [];
    private readonly Counters _counters = new();
    private readonly List<string> _differences = [];
    private VoucherTerms? _terms;
    private bool _isEnded;
    private bool _isStock;
    private long _stocked;
    private long _standing;
    private long _taken;

    /// <summary>A use by a purchase: what it took, what of that came back, and whether it counts no more. In ten-thousandths.</summary>
    private readonly record struct Use(long Took, long CameBack, bool Whole);

    /// <summary>A use that is taken out: for which purchase, or held by which hold up to when, and what of the value, in ten-thousandths.</summary>
    private readonly record struct TakenOut(string? PurchaseId, string? HoldId, DateTimeOffset? EndsAt, long? Units);

    /// <summary>How many uses there are in all; null where they are not counted.</summary>
    private long? Limit => _isStock ? _stocked : _terms is null or { Unlimited: true } or { KeepsRest: true } ? null : _terms.Uses;

    private long? Left => Limit - _standing - _out.Count;

    private long? RestUnits => _terms is { KeepsRest: true, Value: { } value } ? value.Units - _taken - _out.Values.Sum(open => open.Units ?? 0) : null;

    /// <summary>Takes the next entry.</summary>
    public void Take(Entry entry)
    {
        var before = StandsFor();
        var (uses, discount) = (0, 0L);
        switch (entry.Event)
        {
            case VoucherIssued issued:
                _terms = issued.Terms;
                _counters.Add(new(VoucherCodeCapability.Issued, calendar.DayOf(entry.OccurredAt).DayNumber, 0, issued.Terms.Batch ?? ""), new(1, StandsFor().Worth));
                break;
            case VoucherEnded:
                _isEnded = true;
                break;
            case StockChanged stock:
                (_isStock, _stocked) = (true, _stocked + stock.By);
                break;
            case UseReserved reserved:
                _out.Remove(reserved.Instead);
                _out[reserved.Number] = new(reserved.PurchaseId, reserved.HoldId, reserved.EndsAt, reserved.Amount?.Units);
                break;
            case UseReleased released when _out.Remove(released.Number, out var open):
                // A purchase gives its hold back to the hold, while that goes on.
                if (open.PurchaseId is not null && open.EndsAt > entry.OccurredAt) _out[released.Number] = open with { PurchaseId = null };
                break;
            case UseConfirmed confirmed:
                _out.Remove(confirmed.Number);
                if (!_uses.TryAdd(confirmed.Number, new(confirmed.Discount.Units, 0, false))) Differ(Say($"use {confirmed.Number} is confirmed twice."));
                (uses, discount) = (1, confirmed.Discount.Units);
                break;
            case UseReversed reversed:
                if (!_uses.TryGetValue(reversed.Number, out var use)) Differ(Say($"entry {entry.Sequence} gives back use {reversed.Number}, which no entry confirms."));
                else if (use.Whole && reversed.Whole) Differ(Say($"use {reversed.Number} comes back whole twice."));
                _uses[reversed.Number] = use with { CameBack = use.CameBack + reversed.Amount.Units, Whole = use.Whole || reversed.Whole };
                (uses, discount) = (reversed.Whole ? -1 : 0, -reversed.Amount.Units);
                break;
            default:
                return;
        }

        (_standing, _taken) = (_standing + uses, _taken + discount);
        var after = StandsFor();
        if (!_isStock && entry.Event is VoucherIssued or VoucherEnded or UseConfirmed or UseReversed)
            _counters.Add(
                new(VoucherCodeCapability.Flow, calendar.DayOf(entry.OccurredAt).DayNumber, _terms?.ValidTo?.DayNumber ?? VoucherCodeCapability.ForEver, _terms?.Batch ?? ""),
                new(after.Codes - before.Codes, after.Worth - before.Worth, uses, discount));
    }

    /// <summary>Where the entries taken do not leave what a state has, and where they leave less than nothing; each as a sentence without its subject.</summary>
    /// <param name="kept">The voucher as the ledger holds it.</param>
    public IEnumerable<string> DifferencesFrom(Voucher kept)
    {
        foreach (var difference in _differences) yield return difference;
        foreach (var (number, use) in _uses)
            if (use.CameBack > use.Took) yield return Say($"of use {number}, which took {new Money(use.Took)}, the entries give back {new Money(use.CameBack)}.");
        if (Left < 0) yield return Say($"the entries use it, or take out, {_standing + _out.Count} times, of which there are {Limit}.");
        if (RestUnits < 0) yield return Say($"the entries take {new Money(_terms!.Value!.Value.Units - RestUnits.Value)} of a value of {_terms.Value}.");
        if (_standing != kept.Uses) yield return Say($"the entries leave {_standing} uses, the ledger holds {kept.Uses}.");
        if (_taken != kept.Taken.Units) yield return Say($"the entries leave {new Money(_taken)} taken off, the ledger holds {kept.Taken}.");
        if (Left != kept.UsesLeft) yield return Say($"the entries leave {Left} uses to come, the ledger holds {kept.UsesLeft}.");
        if (RestUnits != kept.Rest?.Units) yield return Say($"the entries leave {new Money(RestUnits ?? 0)} of the value, the ledger holds {kept.Rest}.");
        var open = kept.Open.OrderBy(reserved => reserved.Number).ToList();
        if (!open.Select(reserved => (reserved.Number, new TakenOut(reserved.PurchaseId, reserved.HoldId, reserved.EndsAt, reserved.Amount?.Units))).SequenceEqual(_out.Select(pair => (pair.Key, pair.Value))))
            yield return $"the entries leave {Text(_out.Select(pair => (pair.Key, pair.Value)))} taken out, the ledger holds {Text(open.Select(reserved => (reserved.Number, new TakenOut(reserved.PurchaseId, reserved.HoldId, reserved.EndsAt, reserved.Amount?.Units))))}.";
    }

    /// <summary>Adds what the entries taken come to.</summary>
    public void AddTo(Counters counters) => counters.Add(_counters);

    /// <summary>Whether it can be used again once what is taken out has come back, and what it is worth then by its value, in ten-thousandths.</summary>
    private (int Codes, long Worth) StandsFor()
    {
        if (_terms is null || _isEnded || _isStock) return default;
        if (_terms.KeepsRest) return _terms.Value!.Value.Units - _taken is > 0 and var rest ? (1, rest) : default;
        if (Limit is not { } limit) return (1, 0);
        return limit - _standing is > 0 and var left ? (1, (_terms.Value?.Units ?? 0) * left) : default;
    }

    private void Differ(string difference) => _differences.Add(difference);

    private static string Text(IEnumerable<(long Number, TakenOut Open)> uses) =>
        string.Join(", ", uses.Select(use => Say($"use {use.Number} ({(use.Open.PurchaseId is { } purchase ? $"purchase '{purchase}'" : $"hold '{use.Open.HoldId}'")}{(use.Open.Units is { } units ? Say($", {new Money(units)}") : "")})"))) is { Length: > 0 } text ? text : "none";

    private static string Say(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}
