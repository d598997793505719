using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Domain.Tests.Raffles;

/// <summary>The seed is kept by the ledger, and told by nothing else before the draw.</summary>
public sealed class RaffleSecretTests
{
    private static readonly string Seed = Convert.ToHexStringLower([.. Enumerable.Range(1, RaffleSeed.Length).Select(number => (byte)number)]);

    private readonly CustomerScenario _scenario = new CustomerScenario(null, new ActorId(ActorKind.Raffle, "summer")).Given(
        new DefineRaffle { Rules = new(CustomerScenario.Start.AddDays(1)) { Prizes = [new("weekend")] } }, new OpenRaffle { Seed = Seed });

    [Fact]
    public void What_is_printed_or_published_does_not_have_the_seed_and_what_is_kept_has_it()
    {
        var opened = _scenario.Last<RaffleOpened>();
        foreach (object printed in (object[])[new OpenRaffle { Seed = Seed }, opened, Raffle.Part.Of(_scenario.State), _scenario.Entries[^1], new Happening(opened, CustomerScenario.Start), _scenario.State])
            Assert.DoesNotContain(Seed, $"{printed}", StringComparison.Ordinal);
        Assert.DoesNotContain(Seed, LedgerJson.EncodeWhole(_scenario.Entries[^1] with { Event = opened.Published() }), StringComparison.Ordinal);

        Assert.Contains(Seed, LedgerJson.EncodeWhole(_scenario.Entries[^1]), StringComparison.Ordinal);
        Assert.Contains(Seed, LedgerJson.Encode(_scenario.State), StringComparison.Ordinal);
        Assert.Equal(opened with { Seed = null }, opened.Published());
    }

    [Fact]
    public void Header_of_the_file_cannot_be_made_before_the_draw()
    {
        foreach (var next in (ActorCommand[])[new FreezeRaffle(), new EndFreeze { EntriesHash = Seed }, new BeginDraw()])
        {
            Assert.Throws<ArgumentException>(() => RaffleHeader.Of("summer", Raffle.Part.Of(_scenario.State)));
            _scenario.Given(next);
        }

        Assert.Throws<ArgumentException>(() => RaffleHeader.Of("summer", Raffle.Part.Of(_scenario.State)));
        _scenario.Given(new RecordWinners { Page = 1, IsLast = true });
        Assert.Equal(Seed, RaffleHeader.Of("summer", Raffle.Part.Of(_scenario.State)).Seed);
    }

    [Fact]
    public void Seed_of_another_length_is_malformed_and_a_second_opening_changes_nothing()
    {
        Assert.Equal("seed", Assert.Single(new OpenRaffle { Seed = Seed[2..] }.Faults()).Field);
        _scenario.Given(new OpenRaffle { Seed = new string('0', Seed.Length) });
        Assert.Equal(Seed, Raffle.Part.Of(_scenario.State).Seed);
        Assert.Equal(2, _scenario.Entries.Count);
    }
}
