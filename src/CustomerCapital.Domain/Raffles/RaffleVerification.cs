using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Raffles;

/// <summary>A part of a draw that is checked by itself.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<RafflePart>))]
public enum RafflePart
{
    /// <summary>What was laid down: prizes, repeats, public source.</summary>
    Terms = 1,

    /// <summary>Who took part, with how many entries.</summary>
    Entries,

    /// <summary>The seed that was committed to.</summary>
    Seed,

    /// <summary>Who won.</summary>
    Winners,
}

/// <summary>What a check came to.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<RaffleResult>))]
public enum RaffleResult
{
    /// <summary>The part is what it says.</summary>
    Right = 1,

    /// <summary>The part is not.</summary>
    Wrong,

    /// <summary>The part rests on another that is wrong.</summary>
    NotChecked,
}

/// <summary>A check.</summary>
/// <param name="Part">What was checked.</param>
/// <param name="Result">What that came to.</param>
/// <param name="Says">The same in a sentence.</param>
public sealed record RaffleCheck(RafflePart Part, RaffleResult Result, string Says);

/// <summary>What somebody has kept of what was published before the draw; null for what is not known. A file that was changed throughout can fit itself, and not these.</summary>
/// <param name="TermsHash">Hash of the terms.</param>
/// <param name="Commitment">The commitment to the seed.</param>
/// <param name="EntriesHash">Hash of the entries.</param>
public sealed record RafflePublished(string? TermsHash = null, string? Commitment = null, string? EntriesHash = null);

/// <summary>Recomputes a draw, and says which part of its file is wrong.</summary>
public static class RaffleVerification
{
    /// <summary>Checks terms, entries and seed each by itself, and then the winners.</summary>
    /// <param name="header">The first line.</param>
    /// <param name="entrants">All entrants, in the order of the file. Read twice.</param>
    /// <param name="winners">All winners, in the order of the file.</param>
    /// <param name="published">What was published before.</param>
    /// <returns>One check for each part.</returns>
    public static IReadOnlyList<RaffleCheck> Check(RaffleHeader header, IEnumerable<RaffleEntrant> entrants, IReadOnlyList<RaffleWinner> winners, RafflePublished published)
    {
        using var known = new RaffleEntrants(header.Terms.Raffle);
        List<RaffleCheck> checks =
        [
            Of(RafflePart.Terms, TermsFault(header, published), $"their hash is {header.TermsHash}"),
            Of(RafflePart.Entries, EntriesFault(header, entrants, known, published), $"their hash is {header.EntriesHash}"),
            Of(RafflePart.Seed, SeedFault(header, published), $"it is the one of the commitment {header.Commitment}"),
        ];
        if (checks.Any(check => check.Result == RaffleResult.Wrong))
        {
            checks.Add(new(RafflePart.Winners, RaffleResult.NotChecked, "they follow from terms, entries and seed, of which a part is wrong"));
            return checks;
        }

        var wins = RaffleDraw.Draw(header.Terms, known, Convert.FromHexString(header.Seed), header.PublicValue);
        checks.Add(Of(RafflePart.Winners, WinnersFault(Named(header.Terms, wins, entrants), winners), $"all {wins.Count} follow from terms, entries and seed"));
        return checks;
    }

    /// <summary>The winners by name, in the order of the draw.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="wins">What <see cref="RaffleDraw.Draw"/> came to.</param>
    /// <param name="entrants">All entrants in canonical order.</param>
    public static IReadOnlyList<RaffleWinner> Named(RaffleTerms terms, IReadOnlyList<RaffleWin> wins, IEnumerable<RaffleEntrant> entrants)
    {
        var winning = wins.Select(win => win.Entrant).ToHashSet();
        return Named(terms, wins, entrants.Index().Where(entrant => winning.Contains(entrant.Index)).ToDictionary(entrant => entrant.Index, entrant => entrant.Item.Customer));
    }

    /// <summary>The same where the names of the winners are known.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="wins">What <see cref="RaffleDraw.Draw"/> came to.</param>
    /// <param name="names">The ids of the entrants who win, by their places in canonical order.</param>
    public static IReadOnlyList<RaffleWinner> Named(RaffleTerms terms, IReadOnlyList<RaffleWin> wins, IReadOnlyDictionary<int, string> names) =>
        [.. wins.Select(win => new RaffleWinner(terms.Prizes[win.Prize].Name, win.Place, names[win.Entrant]))];

    private static RaffleCheck Of(RafflePart part, string? fault, string right) => fault is null ? new(part, RaffleResult.Right, right) : new(part, RaffleResult.Wrong, fault);

    private static string? TermsFault(RaffleHeader header, RafflePublished published)
    {
        foreach (var fault in header.Terms.Faults()) return $"{fault.Field}: {fault.Message}";
        if (header.PublicValue is null != header.Terms.PublicSource is null) return "there is a public value where the terms name its source, and only there";
        var hash = Hex(header.Terms.Hash());
        if (hash != header.TermsHash) return $"they were changed: their hash is {hash}, and the file says {header.TermsHash}";
        return Unpublished(published.TermsHash, hash);
    }

    private static string? EntriesFault(RaffleHeader header, IEnumerable<RaffleEntrant> entrants, RaffleEntrants known, RafflePublished published)
    {
        foreach (var entrant in entrants)
            if (known.Add(entrant) is { } fault) return $"they were changed: {fault}";
        var hash = Hex(known.Freeze());
        if (known.Count != header.Entrants || known.Total != header.Entries)
            return $"they were changed: {known.Count} entrants have {known.Total} entries, and the file says {header.Entrants} and {header.Entries}";
        if (hash != header.EntriesHash) return $"they were changed: their hash is {hash}, and the file says {header.EntriesHash}";
        return Unpublished(published.EntriesHash, hash);
    }

    private static string? SeedFault(RaffleHeader header, RafflePublished published)
    {
        if (header.Seed.Length != 2 * RaffleSeed.Length || !header.Seed.All(char.IsAsciiHexDigit)) return $"it is not {RaffleSeed.Length} bytes in hexadecimal";
        var commitment = Hex(RaffleSeed.Commit(header.Terms.Raffle, Convert.FromHexString(header.Seed)));
        if (commitment != header.Commitment) return $"it is not the committed one: its commitment is {commitment}, and the file says {header.Commitment}";
        return Unpublished(published.Commitment, commitment);
    }

    private static string? WinnersFault(IReadOnlyList<RaffleWinner> drawn, IReadOnlyList<RaffleWinner> stated)
    {
        for (var i = 0; i < Math.Max(drawn.Count, stated.Count); i++)
        {
            if (i >= stated.Count) return $"{Name(drawn[i])} is '{drawn[i].Customer}', who is left out";
            if (i >= drawn.Count) return $"'{stated[i].Customer}' is one too many: the draw has {drawn.Count}";
            if (drawn[i] != stated[i]) return $"not reproduced: {Name(drawn[i])} is '{drawn[i].Customer}', and the file says '{stated[i].Customer}' for {Name(stated[i])}";
        }

        return null;
    }

    private static string Name(RaffleWinner winner) => $"winner {winner.Place} of '{winner.Prize}'";

    private static string? Unpublished(string? published, string hash) =>
        published is null || string.Equals(published, hash, StringComparison.OrdinalIgnoreCase) ? null : $"not as published: {hash} fits the file, and {published} was published";

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
