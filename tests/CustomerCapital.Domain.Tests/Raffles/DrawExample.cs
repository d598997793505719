using CustomerCapital.Domain.Raffles;

namespace CustomerCapital.Domain.Tests.Raffles;

/// <summary>The file of a draw, in memory: to be changed, and checked.</summary>
internal sealed record DrawExample(RaffleHeader Header, IReadOnlyList<RaffleEntrant> Entrants, IReadOnlyList<RaffleWinner> Winners)
{
    public static readonly byte[] Seed = [.. Enumerable.Range(1, RaffleSeed.Length).Select(number => (byte)number)];

    public static DrawExample Read(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Raffles", name + ".draw.jsonl"));
        return new(
            RaffleFile.ReadHeader(lines[0])!,
            [.. lines.Select(RaffleFile.ReadEntrant).OfType<RaffleEntrant>()],
            [.. lines.Select(RaffleFile.ReadWinner).OfType<RaffleWinner>()]);
    }

    /// <summary>Draws, and writes down what the draw was made from.</summary>
    public static DrawExample Draw(RaffleTerms terms, IEnumerable<RaffleEntrant> all, byte[] seed, string? publicValue = null)
    {
        var entrants = all.ToList();
        using var frozen = Freeze(terms.Raffle, entrants);
        return new(RaffleHeader.Of(terms, frozen, seed, publicValue), entrants, RaffleVerification.Named(terms, RaffleDraw.Draw(terms, frozen, seed, publicValue), entrants));
    }

    public static RaffleEntrants Freeze(string raffle, IEnumerable<RaffleEntrant> all)
    {
        var entrants = new RaffleEntrants(raffle);
        foreach (var entrant in all) Assert.Null(entrants.Add(entrant));
        return entrants;
    }

    public IReadOnlyList<RaffleCheck> Check(RafflePublished? published = null) => RaffleVerification.Check(Header, Entrants, Winners, published ?? new());

    /// <summary>Results of terms, entries, seed and winners.</summary>
    public RaffleResult[] Results(RafflePublished? published = null) => [.. Check(published).Select(check => check.Result)];
}
