using System.Security.Cryptography;
using CustomerCapital.Domain.Raffles;

namespace CustomerCapital.Domain.Tests.Raffles;

public sealed class RaffleDrawTests
{
    private static readonly RaffleTerms OneOfEach = new("r", [new("first", 1), new("second", 1)]);

    /// <summary>Both files were made by the program in docs/raffles.md, in another language: hashes, order and winners are its.</summary>
    [Theory]
    [InlineData("once", 6)]
    [InlineData("repeats", 10)]
    public void Draw_is_what_another_implementation_came_to(string name, int winners)
    {
        var file = DrawExample.Read(name);

        var drawn = DrawExample.Draw(file.Header.Terms, file.Entrants, Convert.FromHexString(file.Header.Seed), file.Header.PublicValue);

        Assert.Equal(winners, file.Winners.Count);
        Assert.Equal(file.Winners, drawn.Winners);
        Assert.Equal((file.Header.TermsHash, file.Header.EntriesHash, file.Header.Commitment), (drawn.Header.TermsHash, drawn.Header.EntriesHash, drawn.Header.Commitment));
        Assert.Equal((file.Header.Entrants, file.Header.Entries), (drawn.Header.Entrants, drawn.Header.Entries));
    }

    [Fact]
    public void Draw_is_the_same_again_and_another_with_another_seed_entry_term_or_public_value()
    {
        var terms = OneOfEach with { Prizes = [new("many", 20)], PublicSource = "lottery" };
        var entrants = Customers(1_000, _ => 1).ToList();
        var drawn = DrawExample.Draw(terms, entrants, DrawExample.Seed, "1").Winners;

        Assert.Equal(drawn, DrawExample.Draw(terms, entrants, DrawExample.Seed, "1").Winners);
        Assert.NotEqual(drawn, DrawExample.Draw(terms, entrants, SHA256.HashData(DrawExample.Seed), "1").Winners);
        Assert.NotEqual(drawn, DrawExample.Draw(terms, [.. entrants.SkipLast(1), entrants[^1] with { Entries = 2 }], DrawExample.Seed, "1").Winners);
        Assert.NotEqual(drawn, DrawExample.Draw(terms with { Raffle = "s" }, entrants, DrawExample.Seed, "1").Winners);
        Assert.NotEqual(drawn, DrawExample.Draw(terms, entrants, DrawExample.Seed, "2").Winners);
    }

    [Fact]
    public void Draw_gives_every_customer_the_same_odds()
    {
        var wins = new int[10];
        foreach (var win in Draws(20_000, OneOfEach, Customers(10, _ => 1))) wins[win.Entrant]++;

        // 40,000 wins, 4,000 each; chi-squared with 9 degrees passes 27.9 once in a thousand times.
        Assert.True(ChiSquared(wins, wins.Select(_ => 4_000.0)) < 27.9);
    }

    [Fact]
    public void Draw_gives_odds_by_entries()
    {
        var (wins, entries) = (new int[5], new long[] { 1, 2, 3, 4, 10 });
        foreach (var win in Draws(20_000, OneOfEach with { Prizes = [new("first", 1)] }, Customers(5, number => entries[number]))) wins[win.Entrant]++;

        Assert.True(ChiSquared(wins, entries.Select(count => count * 1_000.0)) < 18.5);
    }

    /// <summary>With entries 1, 2 and 3 the second winner is the first customer with probability 2/6 x 1/4 + 3/6 x 1/3 = 1/4, and so on.</summary>
    [Fact]
    public void Draw_gives_the_second_prize_by_the_entries_that_are_left()
    {
        var wins = new int[3];
        foreach (var win in Draws(20_000, OneOfEach, Customers(3, number => number + 1)).Where(win => win.Prize == 1)) wins[win.Entrant]++;

        double[] odds = [2 / 6.0 / 4 + 3 / 6.0 / 3, 1 / 6.0 * 2 / 5 + 3 / 6.0 * 2 / 3, 1 / 6.0 * 3 / 5 + 2 / 6.0 * 3 / 4];
        Assert.True(ChiSquared(wins, odds.Select(odd => odd * 20_000)) < 13.8);
    }

    [Fact]
    public void Draw_with_repeats_takes_one_entry_for_each_win()
    {
        var wins = new int[3];
        foreach (var win in Draws(1, new("r", [new("all", 100)], Repeats: true), Customers(3, number => number + 1))) wins[win.Entrant]++;

        Assert.Equal([1, 2, 3], wins);
    }

    [Fact]
    public void Draw_lets_nobody_win_twice_and_leaves_prizes_over_where_nobody_is_left()
    {
        var terms = new RaffleTerms("r", [new("first", 3), new("second", 4), new("third", 1)]);

        var wins = Draws(1, terms, Customers(5, number => 10 * number + 1)).ToList();

        Assert.Equal([(0, 1), (0, 2), (0, 3), (1, 1), (1, 2)], wins.Select(win => (win.Prize, win.Place)));
        Assert.Equal([0, 1, 2, 3, 4], wins.Select(win => win.Entrant).Order());
    }

    [Fact]
    public void Draw_of_nobody_has_no_winner() => Assert.Empty(Draws(1, OneOfEach, []));

    [Fact]
    public void Draw_of_a_million_entrants_lets_a_thousand_win()
    {
        var wins = Draws(1, new("r", [new("many", 1_000)]), Customers(1_000_000, number => number % 3 + 1)).ToList();

        Assert.Equal(1_000, wins.Select(win => win.Entrant).Distinct().Count());
        // Half of all entries are those of every third customer; chance moves 500 by 16.
        Assert.InRange(wins.Count(win => win.Entrant % 3 == 2), 430, 570);
    }

    [Fact]
    public void Below_passes_over_the_numbers_that_would_make_small_results_too_frequent()
    {
        const long limit = 3L << 61;
        using var numbers = new RaffleNumbers(DrawExample.Seed, [1]);

        var low = Enumerable.Range(0, 20_000).Count(_ => numbers.Below(limit) < limit / 2);

        // 2^64 is 8/3 of the limit: without passing over, the lower two thirds would have three numbers each and the upper third two, and the lower half come 9 of 16 times.
        Assert.InRange(low, 9_750, 10_250);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(long.MaxValue)]
    public void Below_is_below(long limit)
    {
        using var numbers = new RaffleNumbers(DrawExample.Seed, [2]);

        for (var i = 0; i < 100; i++) Assert.InRange(numbers.Below(limit), 0, limit - 1);
    }

    [Fact]
    public void Draw_refuses_a_seed_of_another_length_terms_with_faults_and_half_a_public_source()
    {
        using var entrants = DrawExample.Freeze("r", []);

        Assert.Throws<ArgumentException>(() => RaffleDraw.Draw(OneOfEach, entrants, new byte[31]));
        Assert.Throws<ArgumentException>(() => RaffleDraw.Draw(OneOfEach with { Prizes = [] }, entrants, DrawExample.Seed));
        Assert.Throws<ArgumentException>(() => RaffleDraw.Draw(OneOfEach, entrants, DrawExample.Seed, "3"));
        Assert.Throws<ArgumentException>(() => RaffleDraw.Draw(OneOfEach with { PublicSource = "lottery" }, entrants, DrawExample.Seed));
        Assert.Throws<ArgumentException>(() => RaffleSeed.Commit("r", new byte[33]));
    }

    private static IEnumerable<RaffleEntrant> Customers(int count, Func<int, long> entries) => Enumerable.Range(0, count).Select(number => new RaffleEntrant($"c-{number:0000000}", entries(number)));

    /// <summary>Draws over and over, each time with a seed that follows from the number of the draw.</summary>
    private static IEnumerable<RaffleWin> Draws(int count, RaffleTerms terms, IEnumerable<RaffleEntrant> all)
    {
        using var entrants = DrawExample.Freeze(terms.Raffle, all);
        for (var draw = 0; draw < count; draw++)
            foreach (var win in RaffleDraw.Draw(terms, entrants, SHA256.HashData(BitConverter.GetBytes(draw)))) yield return win;
    }

    private static double ChiSquared(int[] seen, IEnumerable<double> expected) => seen.Zip(expected, (a, b) => (a - b) * (a - b) / b).Sum();
}
