using CustomerCapital.Domain.Raffles;
using static CustomerCapital.Domain.Raffles.RaffleResult;

namespace CustomerCapital.Domain.Tests.Raffles;

public sealed class RaffleVerificationTests
{
    private static readonly DrawExample Drawn = DrawExample.Read("once");

    private static readonly RafflePublished Published = new(Drawn.Header.TermsHash, Drawn.Header.Commitment, Drawn.Header.EntriesHash);

    [Theory]
    [InlineData("once")]
    [InlineData("repeats")]
    public void Check_of_a_draw_as_it_was_made_is_right(string name) => Assert.Equal([Right, Right, Right, Right], DrawExample.Read(name).Results());

    [Fact]
    public void Check_against_what_was_published_is_right() => Assert.Equal([Right, Right, Right, Right], Drawn.Results(Published));

    public static readonly TheoryData<string> ChangesOfEntries = new("one more entry", "left out", "put in", "another id", "out of order", "twice", "no entries", "an empty id");

    [Theory]
    [MemberData(nameof(ChangesOfEntries))]
    public void Check_names_entries_that_were_changed(string change)
    {
        var entrants = Drawn.Entrants.ToList();
        switch (change)
        {
            case "one more entry": entrants[3] = entrants[3] with { Entries = entrants[3].Entries + 1 }; break;
            case "left out": entrants.RemoveAt(3); break;
            case "put in": entrants.Insert(1, new("a", 1)); break;
            case "another id": entrants[0] = entrants[0] with { Customer = "Zoé" }; break;
            case "out of order": (entrants[3], entrants[4]) = (entrants[4], entrants[3]); break;
            case "twice": entrants.Insert(3, entrants[3]); break;
            case "no entries": entrants[3] = entrants[3] with { Entries = 0 }; break;
            case "an empty id": entrants.Insert(0, new("", 1)); break;
            default: throw new ArgumentOutOfRangeException(nameof(change));
        }

        var checks = (Drawn with { Entrants = entrants }).Check();

        Assert.Equal([Right, Wrong, Right, NotChecked], checks.Select(check => check.Result));
        Assert.StartsWith("they were changed: ", checks[1].Says, StringComparison.Ordinal);
    }

    /// <summary>The sums are right, as the last of them is made up for: the hash tells.</summary>
    [Fact]
    public void Check_names_entries_that_were_moved_from_one_customer_to_another()
    {
        var entrants = Drawn.Entrants.ToList();
        (entrants[1], entrants[2]) = (entrants[1] with { Entries = entrants[1].Entries + 1 }, entrants[2] with { Entries = entrants[2].Entries - 1 });

        Assert.Contains("their hash is", (Drawn with { Entrants = entrants }).Check()[1].Says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("zz")]
    [InlineData("a8937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e")]
    public void Check_names_a_seed_that_is_not_the_committed_one(string seed)
    {
        var checks = (Drawn with { Header = Drawn.Header with { Seed = seed } }).Check();

        Assert.Equal([Right, Right, Wrong, NotChecked], checks.Select(check => check.Result));
        Assert.StartsWith("it is not ", checks[2].Says, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_names_terms_that_were_changed()
    {
        var terms = Drawn.Header.Terms;
        foreach (var changed in new[]
        {
            terms with { Prizes = [.. terms.Prizes.Reverse()] }, terms with { Prizes = [terms.Prizes[0] with { Winners = 2 }, .. terms.Prizes.Skip(1)] }, terms with { Repeats = true },
            terms with { PublicSource = "dice" }, terms with { PublicSource = null }, terms with { PublicSource = "" }, terms with { Prizes = [] }, terms with { Prizes = [terms.Prizes[0], terms.Prizes[0]] },
        }) Assert.Equal([Wrong, Right, Right, NotChecked], (Drawn with { Header = Drawn.Header with { Terms = changed } }).Results());
    }

    [Fact]
    public void Check_names_the_first_winner_who_is_not_reproduced()
    {
        var winners = Drawn.Winners.ToList();
        winners[2] = winners[2] with { Customer = "c-1" };

        var checks = (Drawn with { Winners = winners }).Check();

        Assert.Equal([Right, Right, Right, Wrong], checks.Select(check => check.Result));
        Assert.Equal("not reproduced: winner 2 of 'pillow' is 'c-5', and the file says 'c-1' for winner 2 of 'pillow'", checks[3].Says);
    }

    [Fact]
    public void Check_names_a_winner_too_many_and_one_who_is_left_out()
    {
        Assert.Equal("winner 2 of 'Gänsedaune' is 'c-28', who is left out", (Drawn with { Winners = [.. Drawn.Winners.SkipLast(1)] }).Check()[3].Says);
        Assert.Equal("'c-1' is one too many: the draw has 6", (Drawn with { Winners = [.. Drawn.Winners, new("pillow", 4, "c-1")] }).Check()[3].Says);
    }

    [Fact]
    public void Check_of_a_public_value_that_was_changed_does_not_reproduce_the_winners() =>
        Assert.Equal([Right, Right, Right, Wrong], (Drawn with { Header = Drawn.Header with { PublicValue = "1 2 3 4 5 6" } }).Results());

    /// <summary>Each part changed, and the file made anew so that it fits itself: what was published before tells which part it was.</summary>
    [Fact]
    public void Check_of_a_file_that_was_made_anew_is_wrong_beside_what_was_published()
    {
        var (terms, seed, value) = (Drawn.Header.Terms, Convert.FromHexString(Drawn.Header.Seed), Drawn.Header.PublicValue);
        var otherTerms = DrawExample.Draw(terms with { Prizes = [new("mattress", 7)] }, Drawn.Entrants, seed, value);
        var otherEntries = DrawExample.Draw(terms, Drawn.Entrants.Skip(1), seed, value);
        var otherSeed = DrawExample.Draw(terms, Drawn.Entrants, DrawExample.Seed, value);

        Assert.All(new[] { otherTerms, otherEntries, otherSeed }, file => Assert.Equal([Right, Right, Right, Right], file.Results()));
        Assert.Equal([Wrong, Right, Right, NotChecked], otherTerms.Results(Published));
        Assert.Equal([Right, Wrong, Right, NotChecked], otherEntries.Results(Published));
        Assert.Equal([Right, Right, Wrong, NotChecked], otherSeed.Results(Published));
    }

    [Fact]
    public void Lines_are_read_as_they_were_written()
    {
        Assert.Equal(Drawn.Header.EntriesHash, RaffleFile.ReadHeader(RaffleFile.Write(Drawn.Header))!.EntriesHash);
        Assert.Equal("{\"customer\":\"Zoë\",\"entries\":40}", RaffleFile.Write(Drawn.Entrants[0]));
        Assert.Equal(Drawn.Entrants, Drawn.Entrants.Select(entrant => RaffleFile.ReadEntrant(RaffleFile.Write(entrant))));
        Assert.Equal(Drawn.Winners, Drawn.Winners.Select(winner => RaffleFile.ReadWinner(RaffleFile.Write(winner))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"customer\":\"a\"}")]
    [InlineData("{\"customer\":null,\"entries\":1}")]
    [InlineData("{\"customer\":\"a\",\"entries\":1,\"more\":1}")]
    [InlineData("{\"customer\":\"a\",\"entries\":1,\"entries\":2}")]
    [InlineData("{\"customer\":\"a\",\"entries\":1.5}")]
    [InlineData("{\"customer\":\"\\ud800\",\"entries\":1}")]
    [InlineData("{\"customer\":\"a\",\"entries\":1}x")]
    public void A_line_that_is_no_entrants_is_not_read_as_one(string line) => Assert.Null(RaffleFile.ReadEntrant(line));

    [Fact]
    public void A_header_of_another_format_or_with_a_prize_that_is_null_is_not_read()
    {
        Assert.Null(RaffleFile.ReadHeader(RaffleFile.Write(Drawn.Header with { Format = 2 })));
        Assert.Null(RaffleFile.ReadHeader(RaffleFile.Write(Drawn.Header).Replace("{\"name\":\"mattress\",\"winners\":1}", "null", StringComparison.Ordinal)));
    }

    [Fact]
    public void Compare_orders_by_the_bytes_in_UTF_8_where_strings_are_ordered_otherwise()
    {
        Assert.True(RaffleEntrants.Compare("～", "😀") < 0);
        Assert.True(string.CompareOrdinal("～", "😀") > 0);
    }

    [Fact]
    public void Freeze_ends_the_taking_of_entries()
    {
        using var entrants = DrawExample.Freeze("r", [new("a", 1)]);
        var hash = entrants.Freeze();

        Assert.Throws<InvalidOperationException>(() => entrants.Add(new("b", 1)));
        Assert.Equal(hash, entrants.Freeze());
    }
}
