using System.Security.Cryptography;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Raffles;

/// <summary>A prize of a raffle.</summary>
/// <param name="Name">What is won, 1 to 128 characters. No two prizes of a raffle have one name.</param>
/// <param name="Winners">How many win it, 1 to 100,000 over all prizes.</param>
public sealed record RafflePrize(string Name, int Winners);

/// <summary>What is laid down before a raffle is drawn. The draw depends on every part of it.</summary>
/// <param name="Raffle">The raffle's id.</param>
/// <param name="Prizes">In the order in which they are drawn, 1 to 100.</param>
/// <param name="Repeats">Whether one customer can win again, with entries that have not won. By default nobody wins twice.</param>
/// <param name="PublicSource">
/// Where a value comes from that nobody knows before the entries are frozen, for example the numbers of a state lottery on a day; null for none. Without it whoever knows the
/// seed could try entries until the draw suits.
/// </param>
public sealed record RaffleTerms(string Raffle, IReadOnlyList<RafflePrize> Prizes, bool Repeats = false, string? PublicSource = null)
{
    /// <summary>Most prizes of a raffle.</summary>
    public const int MostPrizes = 100;

    /// <summary>Most winners of a raffle.</summary>
    public const int MostWinners = 100_000;

    /// <summary>Every rule that the terms break.</summary>
    public IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("raffle", Raffle)) yield return fault;
        foreach (var fault in Text.TextFaults("publicSource", PublicSource)) yield return fault;
        if (PublicSource is "") yield return new("publicSource", "Must not be empty; leave it out where there is none.");
        if (Prizes.Count is < 1 or > MostPrizes) yield return new("prizes", $"Must be 1 to {MostPrizes}.");
        foreach (var prize in Prizes)
        {
            foreach (var fault in Text.IdFaults("prizes.name", prize.Name)) yield return fault;
            if (prize.Winners is < 1 or > MostWinners) yield return new("prizes.winners", $"Must be 1 to {MostWinners}.");
        }

        if (Prizes.Sum(prize => (long)prize.Winners) > MostWinners) yield return new("prizes.winners", $"Must be at most {MostWinners} over all prizes.");
        if (Prizes.DistinctBy(prize => prize.Name).Count() < Prizes.Count) yield return new("prizes.name", "Must differ from prize to prize.");
    }

    /// <summary>SHA-256 of the terms, in the format that docs/raffles.md lays down.</summary>
    public byte[] Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("customercapital raffle terms 1\n"u8);
        hash.AppendText(Raffle);
        hash.AppendData([Repeats ? (byte)1 : (byte)0]);
        hash.AppendText(PublicSource ?? "");
        hash.AppendNumber(Prizes.Count);
        foreach (var prize in Prizes)
        {
            hash.AppendText(prize.Name);
            hash.AppendNumber(prize.Winners);
        }

        return hash.GetHashAndReset();
    }
}
