using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Wallets;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>A campaign with a budget and eight customers, run by engines that end between any two steps, beside each other, while people change, pause and resume it.</summary>
public sealed class CampaignProperties
{
    [Fact]
    public void Budget_is_never_exceeded_and_grants_are_as_many_as_were_settled() => Histories.Hold(Histories.OfOne, steps =>
    {
        var world = Played(new(steps.Sum(step => step.Cents + 31 * step.Pick)), 6 * steps.Length);
        Assert.True(world.Granted <= world.Most, $"{world.Granted} grants, of at most {world.Most}");
        world.Settle();
        Assert.Equal(world.Granted, world.Campaign.Settled);
        Assert.Equal(new Money(world.Granted * CampaignWorld.Cost.Units), world.Campaign.Spent);
        Assert.Empty(world.Campaign.Open);
        Assert.True(world.Granted <= world.Most, $"{world.Granted} grants, of at most {world.Most}");
    });

    [Fact]
    public void State_is_what_its_entries_fold_to() => Histories.Hold(Histories.OfOne, steps =>
    {
        var scenario = Played(new(steps.Sum(step => step.Cents + 31 * step.Pick)), 6 * steps.Length).Scenario;
        Assert.Equal(scenario.State, scenario.Entries.Aggregate(ActorState.New(scenario.State.Id), (state, entry) => Decider.Evolve(state, entry, scenario.Program.Calendar)));
    });

    /// <summary>A world after so many random steps.</summary>
    internal static CampaignWorld Played(Random random, int steps)
    {
        var world = new CampaignWorld(random);
        for (var i = 0; i < steps; i++) world.Step();
        return world;
    }
}

/// <summary>What <see cref="CampaignProperties"/> plays.</summary>
internal sealed class CampaignWorld
{
    public static readonly Money Cost = Amount("2");

    private static readonly ProgramPolicy Policy = new() { Currency = "EUR", Wallets = [new("points")], Rewards = [new("bonus", Cost: Cost, Credit: new("points", new(WalletAmount.Scale)))] };

    private readonly Random _random;
    private readonly CampaignBudget _budget;
    private readonly List<Runner> _runners = [];
    private readonly Dictionary<string, CustomerScenario> _customers = Enumerable.Range(0, 8).ToDictionary(i => $"c{i}", i => new CustomerScenario(Policy, $"c{i}").Given(Purchase("p")));
    private int _runs;
    private int _triggers;

    public CampaignWorld(Random random)
    {
        _random = random;
        _budget = random.Next(3) switch { 0 => new(Grants: 1 + random.Next(12)), 1 => new(Amount: new(random.Next(30) * Money.Scale)), _ => new(GrantsPerRun: 1 + random.Next(6), Grants: 3 + random.Next(20)) };
        Most = Math.Min(_budget.Grants ?? long.MaxValue, _budget.Amount is { } amount ? amount.Units / Cost.Units : long.MaxValue);
        Do(new DefineCampaign { Terms = Terms(0) });
        Do(new ScheduleCampaign());
    }

    public CustomerScenario Scenario { get; } = new(Policy, new ActorId(ActorKind.Campaign, "thanks"));

    public List<ActorCommand> Commands { get; } = [];

    public Campaign Campaign => Campaign.Part.Of(Scenario.State);

    public long Most { get; }

    public long Granted => _customers.Values.Sum(customer => (long)customer.Entries.Count(entry => entry.Event is RewardGranted));

    public void Step()
    {
        switch (_random.Next(14))
        {
            case 0:
                Do(new BeginRun { ScheduledFor = Start.AddDays(++_runs), Status = _random.Next(5) == 0 ? RunStatus.Missed : RunStatus.Running, Audience = 8, Local = _random.Next(2) == 0 ? null : "2026-01-16T09:00", Zones = ["UTC"] });
                break;
            case 1:
                Do(new DefineCampaign { Terms = Terms(_random.Next(3)) });
                break;
            case 2:
                Do(_random.Next(2) == 0 ? new PauseCampaign() : new ResumeCampaign());
                break;
            case 3 when _random.Next(60) == 0:
                Do(_random.Next(2) == 0 ? new CancelCampaign() : new FinishCampaign());
                break;
            case 4 when _runners.Count > 0 && _random.Next(3) == 0:
                _runners.RemoveAt(_random.Next(_runners.Count));
                break;
            case 5:
                Scenario.By(Scenario.Now.AddHours(_random.Next(20)));
                break;
            case 8:
                Trigger(_customers.ElementAt(_random.Next(_customers.Count)));
                break;
            // Two, where a cluster changes.
            case 6 or 7 when _runners.Count < 2:
                _runners.Add(new());
                break;
            default:
                if (_runners.Count > 0) Advance(_runners[_random.Next(_runners.Count)]);
                break;
        }
    }

    /// <summary>Engines end, and another carries out what was set aside.</summary>
    public void Settle()
    {
        _runners.Clear();
        var last = new Runner();
        for (var step = 0; Campaign.Open.Count > 0; step++)
        {
            Assert.True(step < 200, "What was set aside is never settled.");
            Advance(last);
        }
    }

    /// <summary>The next step of an engine: sets grants aside, offers one to one member, or settles.</summary>
    private void Advance(Runner runner)
    {
        if (runner.Reservation is null)
        {
            (runner.At, runner.Given, runner.Reservation) = (0, 0, Campaign.Open.FirstOrDefault());
            if (runner.Reservation is not null) return;
            if (Campaign.UnderWay.FirstOrDefault() is not { } run) return;
            if (run.IsTaking)
            {
                var left = _customers.Keys.Where(id => run.TakenThrough is null || string.CompareOrdinal(id, run.TakenThrough) > 0);
                Do(new TakeMembers { RunId = run.RunId, Page = run.Pages + 1, Members = [.. left.Take(3)] });
                return;
            }

            var members = _customers.Keys.Where(id => run.SettledThrough is null || string.CompareOrdinal(id, run.SettledThrough) > 0).Take(1 + _random.Next(4)).ToList();
            if (members.Count == 0) Do(new EndRun { RunId = run.RunId });
            else Do(new ReserveGrants { Number = Campaign.ReservationCount + 1, RunId = run.RunId, Members = members });
            return;
        }

        var reservation = runner.Reservation;
        if (runner.At == reservation.Members.Count)
        {
            Do(new SettleGrants { Number = reservation.Number, Given = runner.Given });
            runner.Reservation = null;
            return;
        }

        var member = _customers[reservation.Members[runner.At++]];
        var offer = new OfferReward
        {
            CampaignId = "thanks", RunId = reservation.RunId, RunNumber = 1, Reward = "bonus", HoldoutPercent = Campaign.Terms.HoldoutPercent, PerCustomer = Campaign.Terms.PerCustomer,
            CostLimit = reservation.Cost, BudgetUsedUp = runner.Given >= reservation.Grants,
        };
        var known = member.Entries.FirstOrDefault(entry => entry.NaturalId == offer.NaturalId)?.Event;
        if (known is null)
        {
            Assert.Null(member.RefusalOf(offer));
            known = member.Entries[^1].Event;
        }

        // Another run of the same occurrence may have come first to the member: the grant is that one's.
        if (known is RewardGranted granted && granted.Offer!.RunId == reservation.RunId) runner.Given++;
        else if (known is not RewardGranted && _random.Next(30) == 0 && Campaign.UnderWay.Any()) Do(new NoteFailedMember { Member = new(reservation.RunId, $"gone-{_runs}-{_random.Next(1_000_000)}", "unreadable") });
    }

    /// <summary>A customer asks for a grant of the budget, as one who has triggered a campaign, and gives back what may not be had.</summary>
    private void Trigger(KeyValuePair<string, CustomerScenario> member)
    {
        var before = Scenario.Entries.Count;
        Do(new ClaimGrant { CustomerId = member.Key, Cause = $"purchase:t{++_triggers}" });
        foreach (var claimed in Scenario.Entries.Skip(before).ToList())
        {
            var answer = Assert.Single(claimed.Event.Tells(Scenario.State.Id, claimed.OccurredAt)).Command;
            Assert.Null(member.Value.RefusalOf(answer));
            foreach (var back in member.Value.Entries[^1].Event.Tells(member.Value.State.Id, Scenario.Now).Select(message => message.Command).OfType<ReleaseGrant>()) Do(back);
        }
    }

    private CampaignTerms Terms(int version) => new("bonus")
    {
        Title = $"version {version}", Schedule = new(Cron: "0 9 * * *"), Budget = _budget, HoldoutPercent = version == 1 ? 20 : 0, PerCustomer = version == 2 ? new(1, 3) : null,
        AudienceTaken = version == 0 ? AudienceTaken.AtLaunch : null,
    };

    private void Do(ActorCommand command)
    {
        Commands.Add(command);
        if (command.NaturalId is { } id && Scenario.Entries.Any(entry => entry.NaturalId == id)) return;
        Scenario.When(command);
    }

    private sealed class Runner
    {
        public GrantReservation? Reservation { get; set; }

        public int At { get; set; }

        public long Given { get; set; }
    }
}
