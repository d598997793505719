using System.Text.Json.Serialization;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Merges;

namespace CustomerCapital.Engine.Privacy;

/// <summary>Where an erasure stands.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ErasureStatus>))]
public enum ErasureStatus
{
    /// <summary>Something still names the person, or may.</summary>
    Pending = 1,

    /// <summary>Nothing in the ledger names the person any more.</summary>
    Done,
}

/// <summary>An erasure.</summary>
/// <param name="ErasureId">Its id.</param>
/// <param name="ErasedId">The id that stands in the books in place of the customer's.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Reason">Why. Null if that was not said.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="DoneAt">When it was done. Null while it is pending.</param>
/// <param name="WaitsFor">What has to end before it can go on, as sentences.</param>
public sealed record Erasure(
    string ErasureId, string ErasedId, ErasureStatus Status, string By, string? Reason, DateTimeOffset RequestedAt, DateTimeOffset? DoneAt, IReadOnlyList<string> WaitsFor)
{
    /// <summary>What still names the person once the erasure is done, in a title or a rule that staff have written, and is to be changed by hand. A name in it is replaced.</summary>
    public IReadOnlyList<NamedIn> StillNamedIn { get; init; } = [];

    internal static Erasure Of(PendingErasure pending) => new(pending.ErasureId, pending.ErasedId, ErasureStatus.Pending, pending.By, pending.Reason, pending.RequestedAt, null, pending.WaitsFor);

    internal static Erasure Of(DoneErasure done) => new(done.ErasureId, done.ErasedId, ErasureStatus.Done, done.By, done.Reason, done.RequestedAt, done.DoneAt, []) { StillNamedIn = done.StillNamedIn };
}

/// <summary>How a request to erase ended.</summary>
/// <param name="Erasure">The erasure; null where there is none.</param>
/// <param name="Code">Stable code of a refusal: <c>customer_not_found</c>, <c>id_conflict</c>, <c>erasure_names_person</c>, or <c>too_many_erasures</c>.</param>
public sealed record EraseAnswer(Erasure? Erasure, string? Code = null);

/// <summary>Erases a customer: all that is about the person, wherever it is in the ledger. Figures that the books need stay, under an id that tells nothing.</summary>
/// <param name="CustomerId">Whom.</param>
/// <param name="ErasureId">The request's id: under the same id it is done once.</param>
/// <param name="By">Who asks for it.</param>
/// <param name="Reason">Why; null for not said.</param>
public sealed record EraseCustomer(string CustomerId, string ErasureId, string By, string? Reason) : Question<EraseAnswer>
{
    /// <summary>Code of a request whose id, or who asks, names the person.</summary>
    public const string NamesPersonCode = "erasure_names_person";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>Whether the answer comes after five seconds at the latest, with what is done by then; the erasure goes on.</summary>
    public bool AnswersSoon { get; init; }

    /// <summary>Every field that is malformed.</summary>
    public IEnumerable<FieldFault> Faults() =>
        [.. Text.IdFaults("customerId", CustomerId), .. Text.IdFaults("erasureId", ErasureId), .. Text.TextFaults("by", By), .. Text.TextFaults("reason", Reason),
            .. Names(ErasureId) ? [new FieldFault("erasureId", "Must not name the person: it is kept.")] : (FieldFault[])[], .. Names(By) ? [new FieldFault("by", "Must not name the person: it is kept.")] : (FieldFault[])[]];

    private bool Names(string text) => CustomerId.Length > 0 && new PersonalValues(CustomerId, "", []) is var person && (person.Replace(text) != text || text == CustomerId);

    /// <remarks>It is carried out before it is answered, as far as nothing has to be waited for. Where this process ends before, another goes on.</remarks>
    public override async Task<EraseAnswer> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (Faults().ToList() is { Count: > 0 } faults) throw new ArgumentException(string.Join(" ", faults.Select(fault => $"{fault.Field}: {fault.Message}")));
        var kept = await KeptErasures.ReadAsync(engine.Ledger, cancellation);
        // Whoever the id leads to is the same person; who is being erased is known by the id that is to go.
        var leadsTo = kept.Pending.Any(pending => pending.CustomerId == CustomerId) ? null : await new FindAlias(CustomerId).AnswerAsync(engine, cancellation);
        if (leadsTo is not null && (kept.Pending.FirstOrDefault(pending => pending.ErasedId == leadsTo)?.CustomerId ?? (ErasedId.Is(leadsTo) ? null : leadsTo)) is { } known)
            return await (this with { CustomerId = known }).AnswerAsync(engine, cancellation);
        // Who was erased is not kept: but not somebody who was there before and still is.
        if (kept.Done.FirstOrDefault(done => done.ErasureId == ErasureId) is { } done)
            return await engine.Ledger.ReadEntriesAsync(CustomerId, 0, 1, cancellation) is [var first] && first.RecordedAt < done.RequestedAt ? new(null, CommandOutcome.IdConflictCode) : new(Erasure.Of(done));
        if (kept.Pending.FirstOrDefault(pending => pending.ErasureId == ErasureId) is { } same && same.CustomerId != CustomerId) return new(null, CommandOutcome.IdConflictCode);
        if (kept.Pending.FirstOrDefault(pending => pending.CustomerId == CustomerId) is not { } pending)
        {
            if (ErasedId.Is(CustomerId) || await engine.Customer(CustomerId).GetAsync() is not { Sequence: > 0 }) return new(null, "customer_not_found");
            // An export that was made in the middle of an erasure says to whom the id leads, and not that the erasure is under way.
            var (erasedId, (others, _, _)) = (leadsTo ?? NewErasedId(engine, CustomerId), await ErasureRunner.ReadValuesAsync(engine.Ledger, CustomerId, cancellation));
            if (new PersonalValues(CustomerId, erasedId, others) is var person && (person.Replace(ErasureId) != ErasureId || person.Replace(By) != By)) return new(null, NamesPersonCode);
            var wanted = new PendingErasure(ErasureId, CustomerId, erasedId, By, Reason, engine.Time.GetUtcNow());
            kept = await KeptErasures.ChangeAsync(
                engine.Ledger,
                now => now.Pending.Count >= KeptErasures.MostPending || now.Done.Any(one => one.ErasureId == ErasureId) || now.Pending.Any(one => one.ErasureId == ErasureId || one.CustomerId == CustomerId)
                    ? null : now with { Pending = [.. now.Pending, wanted] },
                cancellation);
            if (kept.Done.FirstOrDefault(one => one.ErasureId == ErasureId) is { } meanwhile) return new(Erasure.Of(meanwhile));
            if (kept.Pending.FirstOrDefault(one => one.CustomerId == CustomerId) is not { } taken) return new(null, kept.Pending.Count >= KeptErasures.MostPending ? "too_many_erasures" : CommandOutcome.IdConflictCode);
            pending = taken;
        }

        if (pending.ByRetention)
        {
            // Who asks for it does not take it back, whatever the person does meanwhile.
            pending = pending with { ByRetention = false };
            await KeptErasures.ChangeAsync(engine.Ledger, now => now.With(pending), cancellation);
        }

        if (AnswersSoon) await engine.Erasures.BeginAsync(pending, Soon, cancellation);
        else await engine.Erasures.RunAsync(pending, cancellation);
        kept = await KeptErasures.ReadAsync(engine.Ledger, cancellation);
        return new(kept.Done.LastOrDefault(one => one.ErasureId == pending.ErasureId) is { } ended ? Erasure.Of(ended)
            : Erasure.Of(kept.Pending.FirstOrDefault(one => one.ErasureId == pending.ErasureId) ?? pending));
    }

    /// <summary>A random id, in the customer's own database.</summary>
    internal static string NewErasedId(EngineParts engine, string customerId)
    {
        while (true)
        {
            var id = ErasedId.Of(new Guid(engine.NewSeed(16)));
            if (engine.Ledger.AreTogether(customerId, id)) return id;
        }
    }
}

/// <summary>The erasures: those under way first, then those that are done, the latest first.</summary>
public sealed record ListErasures : Question<IReadOnlyList<Erasure>>
{
    public override async Task<IReadOnlyList<Erasure>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var kept = await KeptErasures.ReadAsync(engine.Ledger, cancellation);
        return [.. kept.Pending.Select(Erasure.Of), .. kept.Done.Reverse().Select(Erasure.Of)];
    }
}
