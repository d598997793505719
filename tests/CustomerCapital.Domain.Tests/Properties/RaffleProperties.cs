using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Raffles;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>A raffle that two engines run beside each other, each by what it has read a while ago, while people change, freeze, draw and cancel it.</summary>
public sealed class RaffleProperties
{
    [Fact]
    public void Every_customer_is_an_entrant_once_in_order_and_winners_are_those_of_one_draw() => Histories.Hold(Histories.OfOne, steps =>
    {
        var world = Played(new(steps.Sum(step => step.Cents + 31 * step.Pick)), 4 * steps.Length);
        var events = world.Scenario.Entries.Select(entry => entry.Event).ToList();
        var entrants = events.OfType<EntrantsAdded>().SelectMany(added => added.Entrants).ToList();
        Assert.Equal(entrants.Select(entrant => entrant.Customer).Distinct().Order(StringComparer.Ordinal), entrants.Select(entrant => entrant.Customer));
        Assert.Equal((entrants.Count, entrants.Sum(entrant => entrant.Entries)), (world.Raffle.Entrants, world.Raffle.Entries));
        Assert.InRange(events.OfType<DrawBegun>().Count(), 0, 1);
        Assert.InRange(events.OfType<RaffleOpened>().Count(), 0, 1);
        Assert.Equal(events.OfType<WinnersDrawn>().SelectMany(drawn => drawn.Winners), world.Drawn().Take(world.Raffle.Winners));
        if (world.Raffle.Status == RaffleStatus.Drawn) Assert.Equal(world.Drawn().Count, world.Raffle.Winners);
        Assert.True(world.Raffle.GrantedPages <= world.Raffle.WinnerPages);
    });

    [Fact]
    public void State_is_what_its_entries_fold_to() => Histories.Hold(Histories.OfOne, steps =>
    {
        var scenario = Played(new(steps.Sum(step => step.Cents + 31 * step.Pick)), 4 * steps.Length).Scenario;
        Assert.Equal(scenario.State, scenario.Entries.Aggregate(ActorState.New(scenario.State.Id), (state, entry) => Decider.Evolve(state, entry, scenario.Program.Calendar)));
    });

    /// <summary>A world after so many random steps.</summary>
    internal static RaffleWorld Played(Random random, int steps)
    {
        var world = new RaffleWorld(random);
        for (var i = 0; i < steps; i++) world.Step();
        return world;
    }
}

/// <summary>What <see cref="RaffleProperties"/> plays: winners are written down two by two, entrants three by three at most.</summary>
internal sealed class RaffleWorld(Random random)
{
    private static readonly string[] Customers = [.. Enumerable.Range(0, 9).Select(i => $"c{i}")];

    private readonly Raffle[] _read = [new(default(RaffleStatus)), new(default(RaffleStatus))];
    private readonly string _seed = Convert.ToHexStringLower([.. Enumerable.Range(0, RaffleSeed.Length).Select(_ => (byte)random.Next(256))]);

    public CustomerScenario Scenario { get; } = new(new ProgramPolicy { Currency = "EUR" }, new ActorId(ActorKind.Raffle, "summer"));

    public List<ActorCommand> Commands { get; } = [];

    public Raffle Raffle => Raffle.Part.Of(Scenario.State);

    public void Step()
    {
        switch (random.Next(12))
        {
            case 0:
                Do(new DefineRaffle { Rules = new(Start.AddDays(400)) { Title = $"{random.Next(3)}", Repeats = random.Next(2) == 0, Prizes = [new("weekend", 1 + random.Next(2)), new("mug", 3, random.Next(3) == 0 ? null : "mug")] } });
                break;
            case 1:
                Do(new OpenRaffle { Seed = _seed });
                break;
            case 2:
                Do(random.Next(2) == 0 ? new FreezeRaffle() : new BeginDraw());
                break;
            case 3 when random.Next(20) == 0:
                Do(new CancelRaffle());
                break;
            case 4:
                Scenario.By(Scenario.Now.AddHours(random.Next(20)));
                break;
            case 5 or 6:
                _read[random.Next(2)] = Raffle;
                break;
            default:
                Advance(_read[random.Next(2)]);
                break;
        }
    }

    /// <summary>The winners that follow from the history.</summary>
    public IReadOnlyList<RaffleWinner> Drawn()
    {
        if (Raffle.Status is not (RaffleStatus.Drawing or RaffleStatus.Drawn)) return [];
        var all = Scenario.Entries.Select(entry => entry.Event).OfType<EntrantsAdded>().SelectMany(added => added.Entrants).ToList();
        using var entrants = new RaffleEntrants("summer");
        foreach (var entrant in all) Assert.Null(entrants.Add(entrant));
        var terms = Raffle.Rules.TermsOf("summer");
        return RaffleVerification.Named(terms, RaffleDraw.Draw(terms, entrants, Convert.FromHexString(Raffle.Seed!)), all);
    }

    /// <summary>The next step of an engine, by what it has read.</summary>
    private void Advance(Raffle read)
    {
        switch (read.Status)
        {
            case RaffleStatus.Freezing:
                var next = Customers.Where(id => read.ReadThrough is null || string.CompareOrdinal(id, read.ReadThrough) > 0).Take(1 + random.Next(3)).ToList();
                if (next.Count == 0) Do(new EndFreeze { Pages = read.EntrantPages, EntriesHash = _seed });
                else Do(new AddEntrants { Page = read.EntrantPages + 1, Through = next[^1], Entrants = [.. next.Where(_ => random.Next(4) > 0).Select(id => new RaffleEntrant(id, 1 + random.Next(5)))] });
                break;
            case RaffleStatus.Drawing:
                var winners = Drawn().Chunk(2).DefaultIfEmpty([]).ToList();
                Do(new RecordWinners { Page = read.WinnerPages + 1, Winners = winners[read.WinnerPages], IsLast = read.WinnerPages == winners.Count - 1 });
                break;
            case RaffleStatus.Drawn when read.HasUngiven:
                Do(new RecordPrizes { Page = read.GrantedPages + 1, Granted = 1, Ungranted = [new("mug", 1, "c1", "out of stock")] });
                break;
        }
    }

    private void Do(ActorCommand command)
    {
        Commands.Add(command);
        if (command.NaturalId is { } id && Scenario.Entries.Any(entry => entry.NaturalId == id)) return;
        Scenario.When(command);
    }
}
