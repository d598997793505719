using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Raffles;

/// <summary>Fixes the entries of the next customers, in the order of ids. Sent by the engine, not by callers.</summary>
public sealed record AddEntrants : ActorCommand
{
    /// <summary>The number of the page: the next of the raffle, from 1.</summary>
    public int Page { get; init; }

    /// <summary>The last customer whose entries were read.</summary>
    public string Through { get; init; } = "";

    /// <summary>The entrants, at most 500, by the bytes of their ids in UTF-8.</summary>
    public IReadOnlyList<RaffleEntrant> Entrants { get; init; } = [];

    /// <summary>Customers who were passed over, at most 500.</summary>
    public IReadOnlyList<PassedOver> PassedOver { get; init; } = [];

    [JsonIgnore]
    public override string? NaturalId => IdOf(Page);

    /// <summary>The natural id of a page.</summary>
    public static string IdOf(int page) => FormattableString.Invariant($"entrants:{page}");

    /// <remarks>Another runner may have read the page a moment earlier; what was fixed first stands.</remarks>
    public override ActorCommand AsSent() => new AddEntrants { Page = Page };

    public override IEnumerable<FieldFault> Faults() =>
        Entrants.Count > Raffle.PageSize || PassedOver.Count > Raffle.PageSize ? [new("entrants", $"Must be at most {Raffle.PageSize}.")] : [];

    public override Verdict Decide(in Situation situation)
    {
        var raffle = Raffle.Part.Of(situation.State);
        // Cancelled meanwhile.
        if (raffle.Status != RaffleStatus.Freezing || Page != raffle.EntrantPages + 1) return Verdict.Unchanged;
        if (raffle.Entrants + Entrants.Count > RaffleEntrants.Most) return RaffleRefusal.Full();
        return new EntrantsAdded(Page, Through) { Entrants = Entrants, PassedOver = PassedOver };
    }
}

/// <summary>The entries of customers were fixed.</summary>
/// <param name="Page">The number of the page, from 1.</param>
/// <param name="Through">The last customer whose entries were read.</param>
public sealed record EntrantsAdded(int Page, string Through) : ActorEvent
{
    private readonly ValueList<RaffleEntrant> _entrants;
    private readonly ValueList<PassedOver> _passedOver;

    /// <summary>The entrants, by the bytes of their ids in UTF-8.</summary>
    public IReadOnlyList<RaffleEntrant> Entrants { get => _entrants.Items; init => _entrants = new(value); }

    /// <summary>Customers whose entries could not be read, or not be taken.</summary>
    public IReadOnlyList<PassedOver> PassedOver { get => _passedOver.Items; init => _passedOver = new(value); }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var raffle = Raffle.Part.Of(state);
        return Raffle.Part.Set(state, raffle with
        {
            EntrantPages = Page, ReadThrough = Through, Entrants = raffle.Entrants + Entrants.Count, Entries = raffle.Entries + Entrants.Sum(entrant => entrant.Entries),
            PassedOverCount = raffle.PassedOverCount + PassedOver.Count, PassedOver = Raffle.FirstNamed(raffle.PassedOver, PassedOver),
        });
    }

    public override int CountLines() => Entrants.Count;

    public override NaturalIds? Ids() => NaturalIds.Of(new AddEntrants { Page = Page });
}

/// <summary>The entries of all customers are fixed. Sent by the engine, not by callers.</summary>
public sealed record EndFreeze : ActorCommand
{
    /// <summary>How many pages of entrants the hash covers: all.</summary>
    public int Pages { get; init; }

    /// <summary>Hash of the entries, in hexadecimal.</summary>
    public string EntriesHash { get; init; } = "";

    [JsonIgnore]
    public override string? NaturalId => "frozen";

    public override Verdict Decide(in Situation situation)
    {
        var raffle = Raffle.Part.Of(situation.State);
        return raffle.Status == RaffleStatus.Freezing && raffle.EntrantPages == Pages ? new RaffleFrozen(raffle.Entrants, raffle.Entries, EntriesHash) : Verdict.Unchanged;
    }
}

/// <summary>The entries are fixed.</summary>
/// <param name="Entrants">How many entrants there are.</param>
/// <param name="Entries">How many entries they have.</param>
/// <param name="EntriesHash">Hash of the entries, in hexadecimal.</param>
public sealed record RaffleFrozen(int Entrants, long Entries, string EntriesHash) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) =>
        Raffle.Part.Set(state, Raffle.Part.Of(state) with { Status = RaffleStatus.Frozen, EntriesHash = EntriesHash, FrozenAt = moment.Utc });

    public override NaturalIds? Ids() => NaturalIds.Of(new EndFreeze());
}
