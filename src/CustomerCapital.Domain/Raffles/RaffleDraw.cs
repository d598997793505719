using System.Security.Cryptography;

namespace CustomerCapital.Domain.Raffles;

/// <summary>Who wins what, by numbers.</summary>
/// <param name="Prize">The prize's place in the terms, from 0.</param>
/// <param name="Place">Among the winners of the prize, from 1.</param>
/// <param name="Entrant">The entrant's place in the canonical order, from 0.</param>
public readonly record struct RaffleWin(int Prize, int Place, int Entrant);

/// <summary>The draw: what follows from the terms, the frozen entries and the seed, and from nothing else. docs/raffles.md says how to recompute it in any language.</summary>
public static class RaffleDraw
{
    /// <summary>Draws all prizes, in the order of the terms.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="entrants">The entrants, whom this freezes.</param>
    /// <param name="seed">The seed, 32 bytes.</param>
    /// <param name="publicValue">The value of the public source; null where the terms name none.</param>
    /// <returns>The winners. Fewer than the terms have where no entry is left: the prizes that are left over have no winner.</returns>
    /// <remarks>Each drawing takes logarithmic time in the number of entrants. Besides the entrants, eight bytes for each are needed.</remarks>
    /// <exception cref="ArgumentException">The seed does not have 32 bytes, the terms have faults, or there is a public value without a source or the other way round.</exception>
    public static IReadOnlyList<RaffleWin> Draw(RaffleTerms terms, RaffleEntrants entrants, ReadOnlySpan<byte> seed, string? publicValue = null)
    {
        foreach (var fault in terms.Faults()) throw new ArgumentException($"{fault.Field}: {fault.Message}", nameof(terms));
        if (publicValue is null != terms.PublicSource is null) throw new ArgumentException("There is a public value where the terms name its source, and only there.", nameof(publicValue));
        using var numbers = new RaffleNumbers(seed, Message(terms, entrants, publicValue));
        var urn = new EntryUrn(entrants.Entries);
        var wins = new List<RaffleWin>();
        for (var prize = 0; prize < terms.Prizes.Count; prize++)
        {
            for (var place = 1; place <= terms.Prizes[prize].Winners && urn.Total > 0; place++)
            {
                var entrant = urn.Find(numbers.Below(urn.Total));
                urn.Take(entrant, all: !terms.Repeats);
                wins.Add(new(prize, place, entrant));
            }
        }

        return wins;
    }

    private static byte[] Message(RaffleTerms terms, RaffleEntrants entrants, string? publicValue)
    {
        var value = RaffleBytes.Utf8.GetBytes(publicValue ?? "");
        return [.. "customercapital raffle draw 1\n"u8, .. terms.Hash(), .. entrants.Freeze(), .. SHA256.HashData(value)];
    }
}
