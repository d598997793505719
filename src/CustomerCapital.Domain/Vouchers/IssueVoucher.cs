using System.Globalization;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Vouchers;

/// <summary>A code is issued. Issued again with the same terms it stays as it is.</summary>
public sealed record IssueVoucher : ActorCommand
{
    /// <summary>What it takes off, when, for what and for whom.</summary>
    public VoucherTerms Terms { get; init; } = new();

    public override IEnumerable<FieldFault> Faults() => Terms.Faults();

    public override Verdict Decide(in Situation situation)
    {
        if (Voucher.Part.Of(situation.State).Terms is not { } known) return new VoucherIssued(Terms);
        return known == Terms ? Verdict.Unchanged : VoucherRefusal.Exists(situation.State.Id.Key);
    }
}

/// <summary>A code was issued.</summary>
/// <param name="Terms">What it takes off, when, for what and for whom.</param>
public sealed record VoucherIssued(VoucherTerms Terms) : ActorEvent
{
    public override IEnumerable<Message> Tells(ActorId of, DateTimeOffset at) => Terms.CustomerId is null ? [] : [new(Terms.CustomerId, new NoteVoucher { Code = of.Key, Terms = Terms })];

    public override ActorState Fold(ActorState state, in Moment moment) => Voucher.Part.Set(state, Voucher.Part.Of(state) with { Terms = Terms });

    public override void Count(in Moment moment, Counters counters)
    {
        var change = VoucherChange.Between(new([]), new([]) { Terms = Terms })!;
        change.Count(moment, counters);
        counters.Add(new(VoucherCodeCapability.Issued, moment.Day.DayNumber, 0, Terms.Batch ?? ""), new(change.Codes, change.Worth.Units));
    }
}

/// <summary>A voucher is ended by hand: no further use is taken out. What is taken out already can still be used.</summary>
public sealed record EndVoucher : ActorCommand
{
    public override Verdict Decide(in Situation situation) => Voucher.Part.Of(situation.State) switch
    {
        { Terms: null } => Voucher.NotFound(situation.State.Id.Key),
        { EndedAt: not null } => Verdict.Unchanged,
        var voucher => new VoucherEnded(VoucherChange.Between(voucher, voucher with { EndedAt = situation.At.ToUniversalTime() })!) { CustomerId = voucher.Terms!.CustomerId },
    };
}

/// <summary>A voucher was ended by hand.</summary>
/// <param name="Change">What cannot be used any more by that.</param>
public sealed record VoucherEnded(VoucherChange Change) : ActorEvent
{
    /// <summary>The one customer who could use it. Null for everyone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? CustomerId { get; init; }

    public override IEnumerable<Message> Tells(ActorId of, DateTimeOffset at) => CustomerId is null ? [] : [new(CustomerId, new ForgetVoucher { Code = of.Key })];

    public override ActorState Fold(ActorState state, in Moment moment) => Voucher.Part.Set(state, Voucher.Part.Of(state) with { EndedAt = moment.Utc });

    public override void Count(in Moment moment, Counters counters) => Change.Count(moment, counters);
}

/// <summary>A use is held for a purchase to come, up to a moment.</summary>
public sealed record HoldVoucher : ActorCommand
{
    /// <summary>Most minutes that a hold can last.</summary>
    public const int MostMinutes = 24 * 60;

    /// <summary>The hold's id, for example that of a cart.</summary>
    public string HoldId { get; init; } = "";

    /// <summary>The customer for whom alone it is held. If left out, whoever's purchase names the hold.</summary>
    public string? CustomerId { get; init; }

    /// <summary>What of the value is held, where the voucher keeps its rest. If left out, all that is left.</summary>
    public Money? Amount { get; init; }

    /// <summary>How long it is held, 1 to 1,440 minutes. If left out, 15.</summary>
    public int Minutes { get; init; } = 15;

    public override IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("holdId", HoldId)) yield return fault;
        if (CustomerId is not null) foreach (var fault in Text.IdFaults("customerId", CustomerId)) yield return fault;
        if (Amount <= Money.Zero || Amount > Money.Limit) yield return new("amount", $"Must be above 0 and at most {Money.Limit}.");
        if (Minutes is < 1 or > MostMinutes) yield return new("minutes", string.Create(CultureInfo.InvariantCulture, $"Must be 1 to {MostMinutes}."));
    }

    public override Verdict Decide(in Situation situation)
    {
        var (voucher, code) = (Voucher.Part.Of(situation.State), situation.State.Id.Key);
        if (voucher.Open.Exists(open => open.HoldId == HoldId)) return Verdict.Unchanged;
        if (voucher.RefusesUse(code) is { } refusal) return refusal;
        var (terms, day) = (voucher.Terms!, situation.Program.Calendar.DayOf(situation.At));
        if (VoucherDraft.RefusesDay(code, terms, day) is { } untimely) return untimely;
        if (terms.CustomerId is { } owner && CustomerId is not null && CustomerId != owner) return VoucherRefusal.NotForCustomer(code);
        return new UseReserved(situation.State.Sequence + 1)
        {
            HoldId = HoldId,
            HeldFor = CustomerId ?? terms.CustomerId,
            HeldAt = situation.At.ToUniversalTime(),
            EndsAt = situation.At.ToUniversalTime().AddMinutes(Minutes),
            Amount = Amount < voucher.Rest ? Amount : voucher.Rest,
        };
    }
}

/// <summary>A hold is given back before it ends.</summary>
public sealed record ReleaseHold : ActorCommand
{
    /// <summary>The hold's id.</summary>
    public string HoldId { get; init; } = "";

    public override IEnumerable<FieldFault> Faults() => Text.IdFaults("holdId", HoldId);

    public override Verdict Decide(in Situation situation)
    {
        var voucher = Voucher.Part.Of(situation.State);
        if (voucher.Terms is null) return Voucher.NotFound(situation.State.Id.Key);
        return voucher.Open.Find(open => open.IsHold && open.HoldId == HoldId) is { } held
            ? new UseReleased(held.Number)
            : VoucherRefusal.HoldNotFound(situation.State.Id.Key, HoldId);
    }
}
