using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Subscriptions;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>A subscription that people write down, change, disable, enable, replay and delete, while an engine gives entries up.</summary>
public sealed class SubscriptionProperties
{
    [Fact]
    public void State_is_what_its_entries_fold_to_and_the_newest_secret_always_signs() => Histories.Hold(Histories.OfOne, steps =>
    {
        var world = Played(new(steps.Sum(step => step.Cents + (31 * step.Pick))), 4 * steps.Length);
        var (scenario, subscription) = (world.Scenario, world.Subscription);
        Assert.Equal(scenario.State, scenario.Entries.Aggregate(ActorState.New(scenario.State.Id), (state, entry) => Decider.Evolve(state, entry, scenario.Program.Calendar)));
        var events = scenario.Entries.Select(entry => entry.Event).ToList();
        Assert.InRange(subscription.Secrets.Count, 0, Subscription.MostSecrets);
        Assert.Equal(events.OfType<SubscriptionChanged>().Count(), subscription.Version);
        Assert.Equal(events.Skip(events.FindLastIndex(happened => happened is DeadLettersReplayed) + 1).OfType<EntryGivenUp>().Count(), subscription.DeadLetters);
        if (subscription.Status is SubscriptionStatus.Deleted or 0) Assert.Empty(subscription.SigningAt(scenario.Now));
        else Assert.Equal(world.Newest, subscription.SigningAt(scenario.Now.AddYears(1)).Single());
        // Nothing is done any more to one that was deleted.
        var deleted = events.FindIndex(happened => happened is SubscriptionMoved { To: SubscriptionStatus.Deleted });
        if (deleted >= 0) Assert.DoesNotContain(events.Skip(deleted + 1), happened => happened is SubscriptionChanged);
    });

    [Theory]
    [InlineData("https://shop.example/hooks", null)]
    [InlineData("http://shop.example/hooks", null)]
    [InlineData("", "url")]
    [InlineData("/hooks", "url")]
    [InlineData("ftp://shop.example/hooks", "url")]
    [InlineData("file:///etc/passwd", "url")]
    [InlineData("https://ada:pw@shop.example/hooks", "url")]
    [InlineData("https://shop.example/hooks#top", "url")]
    public void Url_is_an_address_of_the_web(string url, string? field) => Assert.Equal(field, new SubscriptionRules(url).Faults().Select(fault => fault.Field).FirstOrDefault());

    [Fact]
    public void Events_are_those_that_there_are_and_never_those_of_subscriptions()
    {
        Assert.Empty(new SubscriptionRules("https://shop.example") { EventTypes = ["purchase_recorded", "campaign_defined"] }.Faults());
        Assert.Single(new SubscriptionRules("https://shop.example") { EventTypes = ["purchase_recorded", "entry_given_up"] }.Faults());
    }

    /// <summary>A world after so many random steps.</summary>
    internal static SubscriptionWorld Played(Random random, int steps)
    {
        var world = new SubscriptionWorld(random);
        for (var i = 0; i < steps; i++) world.Step();
        return world;
    }
}

/// <summary>What <see cref="SubscriptionProperties"/> plays.</summary>
internal sealed class SubscriptionWorld(Random random)
{
    private int _secrets;

    public CustomerScenario Scenario { get; } = new(new ProgramPolicy { Currency = "EUR" }, new ActorId(ActorKind.Subscription, "shop"));

    public List<ActorCommand> Commands { get; } = [];

    public Subscription Subscription => Subscription.Part.Of(Scenario.State);

    /// <summary>The secret that was made last and taken.</summary>
    public string? Newest { get; private set; }

    public void Step()
    {
        Scenario.By(Scenario.Now.AddHours(random.Next(20)));
        var secret = $"whsec_{++_secrets}";
        int? from = random.Next(4) == 0 ? random.Next(5) : null;
        switch (random.Next(8))
        {
            case 0:
                var isNew = Subscription.Status == 0;
                if (Do(new DefineSubscription { Rules = new($"https://shop.example/{random.Next(3)}"), Secret = secret, FromVersion = from }) && isNew) Newest = secret;
                break;
            case 1:
                if (Do(new RotateSecret { Secret = secret, KeepHours = random.Next(60), FromVersion = from })) Newest = secret;
                break;
            case 2:
                Do(random.Next(2) == 0 ? new EnableSubscription { FromVersion = from } : new DisableSubscription { FromVersion = from });
                break;
            case 3:
                Do(new ReplaySubscription { Since = Scenario.Now.AddHours(random.Next(-40, 2)), FromVersion = from });
                break;
            case 4 when random.Next(20) == 0:
                Do(new DeleteSubscription { FromVersion = from });
                break;
            case 5:
                Do(new ReplayDeadLetters { FromVersion = from });
                break;
            default:
                if (Subscription.Status != 0) Do(new RecordDeadLetter { Kind = "customer", Key = "ada", Sequence = 1 + random.Next(9), Replay = Subscription.Replays, TakenUpThrough = Subscription.ReplayedThrough });
                break;
        }
    }

    private bool Do(ActorCommand command)
    {
        Commands.Add(command);
        if (command.NaturalId is { } id && Scenario.Entries.Any(entry => entry.NaturalId == id)) return false;
        var before = Scenario.Entries.Count;
        Scenario.When(command);
        return Scenario.Entries.Count > before;
    }
}
