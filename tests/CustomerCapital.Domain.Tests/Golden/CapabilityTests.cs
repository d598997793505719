using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Duplicates;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Merges;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Tests.Properties;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Domain.Tests.Golden;

/// <summary>What a capability needs besides its folder, so that a half-made one fails here and says what it lacks.</summary>
public sealed class CapabilityTests
{
    private static IEnumerable<Type> Commands => Capabilities.Commands.Select(command => command.Type);

    private static IEnumerable<Type> Events => Capabilities.All.SelectMany(capability => capability.Events).Select(happened => happened.Type);

    [Fact]
    public void Commands_events_and_parts_of_the_domain_are_those_of_the_capabilities()
    {
        var types = typeof(Capability).Assembly.GetTypes().Where(type => !type.IsAbstract).ToList();

        AssertNone(types.Where(type => type.IsSubclassOf(typeof(Capability))).Except(Capabilities.All.Select(capability => capability.GetType())), "is not in Capabilities.All");
        AssertNone(types.Where(type => type.IsSubclassOf(typeof(ActorCommand))).Except(Commands), "is a command of no capability: name it in Commands");
        AssertNone(types.Where(type => type.IsSubclassOf(typeof(ActorEvent))).Except(Events), "is an event of no capability: name it in Events");
    }

    [Fact]
    public void Names_are_unique()
    {
        Assert.Equal(Commands.Count(), Commands.Distinct().Count());
        Assert.Equal(Events.Count(), Events.Distinct().Count());
        Assert.Equal(Capabilities.All.Count, Capabilities.All.Select(capability => capability.Name).Distinct().Count());
    }

    [Fact]
    public void Everything_that_is_stored_or_sent_has_its_json()
    {
        var options = new JsonSerializerOptions();
        foreach (var capability in Capabilities.All)
        {
            var stored = capability.Commands.Select(command => command.Type).Concat(capability.Events.Select(happened => happened.Type)).Append(capability.Part?.Type).OfType<Type>();
            AssertNone(stored.Where(type => capability.Json.GetTypeInfo(type, options) is null), $"has no [JsonSerializable] in the JSON of {capability.Name}");
        }
    }

    [Fact]
    public void Every_command_and_event_has_an_example()
    {
        AssertNone(Commands.Except(GoldenExamples.Commands.Select(command => command.GetType())), "has no example in GoldenExamples.Commands");
        AssertNone(Events.Except(GoldenExamples.Entries.Select(entry => entry.Event.GetType())), "has no example in GoldenExamples.Entries");
    }

    [Fact]
    public void Every_field_of_a_command_is_filled_in_an_example_and_kept_as_json()
    {
        var unfilled = Commands.SelectMany(type => type.GetProperties().Where(field => field.SetMethod is not null && GoldenExamples.Commands.SelectMany(command => new[] { command, command.AsSent() }).Where(command => command.GetType() == type)
            .All(command => Equals(field.GetValue(command), field.GetValue(Activator.CreateInstance(type))))).Select(field => $"{type.Name}.{field.Name}")).ToList();

        Assert.True(unfilled.Count == 0, $"No example of GoldenExamples.Commands fills {string.Join(", ", unfilled)}: nothing shows that it is kept.");
        Assert.All(GoldenExamples.Commands, command => Assert.Equivalent(command, LedgerJson.DecodeCommand(LedgerJson.Encode(command)), strict: true));
    }

    [Fact]
    public void Every_part_that_its_examples_fill_is_in_the_golden_state()
    {
        AssertNone(
            // The example's customer is neither erased nor merged: ErasureTests and MergeTests are about those who are.
            Capabilities.All.Where(capability => capability.Part is { } part && part != ErasedPerson.Part && part != MergedCustomers.Part && Equals(StateOf(capability.Kind).Find(part), part.Empty)).Select(capability => capability.Part!.Type),
            "holds nothing after the commands of GoldenExamples: give one that fills it");
    }

    private static ActorState StateOf(ActorKind kind) => kind switch
    {
        ActorKind.VoucherCode => GoldenExamples.VoucherState,
        ActorKind.Campaign => GoldenExamples.CampaignState,
        ActorKind.Raffle => GoldenExamples.RaffleState,
        ActorKind.Subscription => GoldenExamples.SubscriptionState,
        ActorKind.AuditLog => AuditExamples.State,
        ActorKind.DuplicateGroup => DuplicateExamples.State,
        ActorKind.Alias => MergeExamples.AliasState,
        _ => GoldenExamples.State,
    };

    [Fact]
    public void Every_command_is_played_by_random_histories()
    {
        var played = Played(40, 100).SelectMany(history => history.Commands).SelectMany(command => (Type[])[command.GetType(), command.AsSent().GetType()]);

        var ofVouchers = Enumerable.Range(1, 12).SelectMany(seed => VoucherProperties.Played(new(seed), 1_000).Commands).Select(command => command.GetType());
        var ofCampaigns = Enumerable.Range(1, 12).SelectMany(seed => CampaignProperties.Played(new(seed), 1_000).Commands).Select(command => command.GetType());
        var ofRaffles = Enumerable.Range(1, 12).SelectMany(seed => RaffleProperties.Played(new(seed), 200).Commands).Select(command => command.GetType());
        var ofSubscriptions = Enumerable.Range(1, 12).SelectMany(seed => SubscriptionProperties.Played(new(seed), 200).Commands).Select(command => command.GetType());
        AssertNone(
            Commands.Except(played).Except(ofVouchers).Except(ofCampaigns).Except(ofRaffles).Except(ofSubscriptions).Except([typeof(RecordAudit), typeof(DecideDuplicates), typeof(ForgetPerson), typeof(RemoveTexts), typeof(MergeCustomer), typeof(UndoMerge), typeof(ReadAnew)]),
            "is never played by RandomHistory, VoucherProperties, CampaignProperties, RaffleProperties, SubscriptionProperties, AuditTests, DecideDuplicatesTests, ErasureTests or MergeTests: properties say nothing of it");
    }

    [Fact]
    public void Every_counter_is_counted_by_something_and_recounted_by_its_definition()
    {
        var (counted, recounted) = (new HashSet<CounterKind>(), new HashSet<CounterKind>());
        foreach (var history in Played(200, 30))
        {
            var calendar = history.Scenario.Program.Calendar;
            counted.UnionWith(history.Counted().Rows.Select(row => row.Key.Kind));
            recounted.UnionWith(new Recount(history.Scenario.Entries, calendar).Counters(history.Scenario.State.Standing).Keys.Select(key => key.Kind));
        }

        var crowded = MeasurementProperties.Crowded(1);
        counted.UnionWith(crowded.Counted().Rows.Select(row => row.Key.Kind));
        recounted.UnionWith(MeasurementRecount.Counters(crowded.Scenario.Entries).Keys.Select(key => key.Kind));
        var (full, ofFull) = (FollowUps.GrantedFollowUpTests.WithAllPlacesTaken(), new Counters());
        ofFull.Move(ActorState.New("ada"), full.State, full.Entries, full.Program.Calendar);
        counted.UnionWith(ofFull.Rows.Select(row => row.Key.Kind));
        recounted.UnionWith(StaffWorkRecount.Counters(full.Entries, full.State.Standing, at => full.Program.Calendar.DayOf(at)).Keys.Select(key => key.Kind));
        foreach (var vouchers in Enumerable.Range(1, 12).Select(seed => VoucherProperties.Played(new(seed), 300)))
        {
            counted.UnionWith(vouchers.Counted().Rows.Select(row => row.Key.Kind));
            recounted.UnionWith(vouchers.Recounted().Keys.Select(key => key.Kind));
        }

        foreach (var capability in Capabilities.All)
        {
            AssertNoKind(capability.Counters.Except(counted), $"is declared by {capability.Name} and never counted: count it in its Count, or in the Count of the event that it counts");
            AssertNoKind(capability.Counters.Except(recounted), "is not recounted: add what it means to Properties/Recount.Counters, or to VoucherWorld.Recounted, so that properties hold the capability against it");
        }

        static void AssertNoKind(IEnumerable<CounterKind> lacking, string what) => Assert.True(!lacking.Any(), $"The counter {string.Join(", ", lacking)} {what}.");
    }

    /// <remarks>Without a reason of its own the change would be recorded as one of the policy, or as evidence that expired, which is false for ever.</remarks>
    [Fact]
    public void Every_event_that_moves_a_standing_says_why()
    {
        var silent = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var decision in Played(1_500, 12).SelectMany(history => history.Decisions).Where(decision => decision.Fact >= 0))
        {
            var fact = decision.Happenings[decision.Fact].Event;
            foreach (var change in decision.Happenings.Skip(decision.Fact + 1).Select(happening => happening.Event).OfType<StandingChanged>())
                if (change.Reason is StandingReason.PolicyChanged or StandingReason.EvidenceExpired) silent.Add($"{fact.GetType().Name} moves from {change.From} to {change.To} for {change.Reason}");
        }

        Assert.True(silent.Count == 0, $"Give the event a ReasonOf that tells why it moves a standing: {string.Join("; ", silent)}.");
    }

    [Fact]
    public void Events_of_commands_with_an_id_tell_the_ids_of_their_entries()
    {
        foreach (var command in GoldenExamples.Commands.Where(command => command.NaturalId is not null))
        {
            var kind = Capabilities.All.First(capability => capability.Commands.Any(type => type.Type == command.GetType())).Kind;
            var scenario = new CustomerScenario(GoldenExamples.Policy, new ActorId(kind, "ada")).By(CustomerScenario.Start.AddYears(1));
            foreach (var before in GoldenExamples.Commands.TakeWhile(before => before != command).Where(before => Capabilities.Of(kind).Any(capability => capability.Commands.Any(type => type.Type == before.GetType()))).OrderBy(before => before is AcceptReferral ? 0 : 1)) scenario.When(before);
            var decision = scenario.When(command);
            if (decision.Fact < 0) continue;
            var fact = decision.Happenings[decision.Fact].Event;
            // Of these the ids were left out of the event when it was first made.
            if (fact is EnrolmentChanged) continue;
            Assert.True(fact.Ids() == NaturalIds.Of(command), $"{fact.GetType().Name}.Ids does not tell the ids of its command, {command.NaturalId}: verify could not see that they were changed.");
        }
    }

    [Fact]
    public void Every_field_and_counter_that_is_declared_is_listed_by_its_capability()
    {
        var unlisted = DeclaredOf<Field>().Except(Capabilities.Fields).Select(field => $"{field.Name} is no capability's: name it in Fields")
            .Concat(DeclaredOf<CounterKind>().Except(Capabilities.Counters.Values).Select(kind => $"{kind.Name} is no capability's: name it in Counters"));

        Assert.True(!unlisted.Any(), string.Join("; ", unlisted));
        Assert.True(DeclaredOf<Field>().Count() > 10 && DeclaredOf<CounterKind>().Count() > 5);

        static IEnumerable<T> DeclaredOf<T>() => typeof(Capability).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic))
            .Where(member => typeof(T).IsAssignableFrom(member.FieldType)).Select(member => (T)member.GetValue(null)!);
    }

    [Fact]
    public void Every_command_that_callers_send_has_its_word_in_the_glossary()
    {
        var glossary = File.ReadAllText(Path.Combine(Folder(), "docs", "glossary.md"));
        AssertNone(
            Capabilities.Commands.Where(command => !glossary.Contains($"| **{command.Name.Split('_')[0]}", StringComparison.Ordinal)).Select(command => command.Type),
            "has no line in docs/glossary.md");
    }

    private static IEnumerable<RandomHistory> Played(int count, int steps)
    {
        var random = new Random(1);
        return Enumerable.Range(0, count)
            .Select(_ => RandomHistory.Play([.. Enumerable.Range(0, steps).Select(_ => new Step(random.Next(100), random.Next(9_000), random.Next(100), random.Next(30_000)))]));
    }

    private static void AssertNone(IEnumerable<Type> lacking, string what)
    {
        var names = lacking.Select(type => type.Name).Distinct().Order().ToList();
        Assert.True(names.Count == 0, $"{string.Join(", ", names)} {what}. CONTRIBUTING.md, 'A new command', says what belongs to one.");
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CustomerCapital.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
