using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Templates;
using CustomerCapital.Ledger.Conformance;

namespace CustomerCapital.Engine.Conformance.Customers;

/// <summary>Every command ends in every way that it can.</summary>
public abstract class OutcomesConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Theory]
    [MemberData(nameof(CommandTables.Identified), MemberType = typeof(CommandTables))]
    public async Task ExecuteAsync_of_a_repeat_gives_the_first_receipt_and_of_other_content_a_conflict(ActorCommand command, ActorCommand other)
    {
        await GivenAdaAsync();

        var first = await ExecuteAsync("ada", command);
        var entries = await EntriesAsync("ada");
        Time.Advance(TimeSpan.FromHours(1));
        var repeat = await ExecuteAsync("ada", command);
        var conflict = await ExecuteAsync("ada", other);

        Assert.Equal(OutcomeStatus.Accepted, first.Status);
        Assert.Equal(command.NaturalId, first.Receipt!.Id);
        Assert.Equal(new CommandOutcome(OutcomeStatus.Duplicate, first.Receipt), repeat);
        Assert.Equal((OutcomeStatus.Conflict, "id_conflict"), (conflict.Status, conflict.Code));
        Assert.Null(conflict.Receipt);
        Assert.Equal(Whole(entries), Whole(await EntriesAsync("ada")));
    }

    [Fact]
    public async Task ExecuteAsync_of_an_example_of_every_command_is_accepted_a_repeat_and_a_conflict()
    {
        Time.Advance(TimeSpan.FromDays(30));
        var points = new WalletRule("points", Decimals: 1, Worth: Money.Round(0.01m));
        RewardRule[] rewards =
        [
            new("coffee", Price: new("points", new(WalletAmount.Scale)), Voucher: new() { Percent = 100 }), new("summer", Raffle: new("summer")), new("bonus", Credit: new("points", new(WalletAmount.Scale))),
        ];
        Assert.Empty((await Engine.Policy.PutAsync(Engine.Policy.Program.Policy with { Wallets = [points], Rewards = rewards }, null)).Faults);
        Assert.NotNull((await Engine.AskAsync(new PutTemplate("news", new() { Purpose = ContactPurpose.Marketing, Variants = [new("en", "News", "{{ values.shop }}")] }, 0))).Version);
        // What comes back of a mail needs one that was sent, which no caller brings about.
        var accepted = new HashSet<Type> { typeof(ReportMessage) };
        foreach (var example in ExampleCommands.OfCallers)
        {
            var command = example switch
            {
                RegisterCustomer registration => registration with { ExpectedVersion = null },
                ChangeRegistration change => change with { ExpectedVersion = null },
                _ => example,
            };
            var first = await ExecuteAsync("ada", command);
            if (first.Status == OutcomeStatus.Refused) continue;
            Assert.True(first.Status == OutcomeStatus.Accepted, $"{command} came to {first}");
            accepted.Add(command.GetType());
            if (command.NaturalId is not { } id) continue;

            Assert.Equal(id, first.Receipt!.Id);
            Assert.Equal(new CommandOutcome(OutcomeStatus.Duplicate, first.Receipt), await ExecuteAsync("ada", command));
            var other = await ExecuteAsync("ada", command with { OccurredAt = command.OccurredAt!.Value.AddSeconds(1) });
            Assert.Equal((OutcomeStatus.Conflict, "id_conflict"), (other.Status, other.Code));
        }

        var lacking = Capabilities.Of(ActorKind.Customer).SelectMany(capability => capability.Commands).Where(command => !command.IsEnginesOwn).Select(command => command.Type).Except(accepted).Select(type => type.Name);
        Assert.True(!lacking.Any(), $"No example of {string.Join(", ", lacking)} was accepted: give GoldenExamples.Commands one that can be carried out after those before it.");
    }

    [Fact]
    public async Task ExecuteAsync_of_a_repeat_that_writes_the_same_otherwise_is_a_duplicate()
    {
        var command = new RecordPurchase { PurchaseId = "p1", OccurredAt = Start.AddDays(-1), Lines = [new("tea", null, 2m, Money.Round(3))] };
        var first = await ExecuteAsync("ada", command);

        var repeat = await ExecuteAsync("ada", command with { OccurredAt = command.OccurredAt!.Value.ToOffset(TimeSpan.FromHours(2)), Lines = [new("tea", null, 2.0m, Money.Round(3))] });
        var conflict = await ExecuteAsync("ada", command with { Lines = [new("tea", null, 2.1m, Money.Round(3))] });

        Assert.Equal(new CommandOutcome(OutcomeStatus.Duplicate, first.Receipt), repeat);
        Assert.Equal(OutcomeStatus.Conflict, conflict.Status);
    }

    [Theory]
    [InlineData("ad\u200Ba", "U+200B")]
    [InlineData("ada\uFEFF", "U+FEFF")]
    [InlineData("a\u00ADda", "U+00AD")]
    [InlineData("\u202Eada", "U+202E")]
    [InlineData("ada\u3164", "U+3164")]
    public async Task ExecuteAsync_for_a_new_customer_whose_id_holds_what_cannot_be_seen_names_the_character(string id, string character)
    {
        await GivenAdaAsync();
        var entries = await EntriesAsync("ada");

        foreach (var (outcome, field) in new[]
        {
            (await ExecuteAsync(id, Purchase("p")), "customerId"),
            (await ExecuteAsync("ada", new MakeReferral { ReferralId = "unseen", ReferredCustomerId = id }), "referredCustomerId"),
            (await ExecuteAsync(id, new MakeReferral { ReferralId = "unseen", ReferredCustomerId = "ada" }), "customerId"),
            (await ExecuteAsync("ada", new Domain.Moves.MovePurchase { MoveId = "unseen", PurchaseId = "p", ToCustomerId = id }), "toCustomerId"),
        })
            Assert.Equal(new(field, $"Must not hold {character}, which cannot be seen; send the id without it."), Assert.Single(outcome.Faults!));

        Assert.Null(await Engine.Customer(id).GetAsync());
        Assert.Equal(Whole(entries), Whole(await EntriesAsync("ada")));
    }

    [Fact]
    public async Task ExecuteAsync_for_ids_that_differ_in_case_or_composition_are_different_customers()
    {
        foreach (var id in (string[])["eva", "Eva", "\u00e9va", "e\u0301va"]) await GivenAsync(id, Purchase("p"));

        foreach (var id in (string[])["eva", "Eva", "\u00e9va", "e\u0301va"]) Assert.Single(await EntriesAsync(id), entry => entry.NaturalId == "purchase:p");
    }

    [Theory]
    [MemberData(nameof(CommandTables.Refused), MemberType = typeof(CommandTables))]
    public async Task ExecuteAsync_of_what_is_not_possible_is_refused_and_changes_nothing(ActorCommand command, string code)
    {
        await GivenAdaAsync();
        var entries = await EntriesAsync("ada");

        var outcome = await ExecuteAsync("ada", command);

        Assert.Equal((OutcomeStatus.Refused, code), (outcome.Status, outcome.Code));
        Assert.NotEmpty(outcome.Message!);
        Assert.Equal(Whole(entries), Whole(await EntriesAsync("ada")));
    }

    [Theory]
    [MemberData(nameof(CommandTables.Malformed), MemberType = typeof(CommandTables))]
    public async Task ExecuteAsync_of_a_malformed_command_names_the_field(ActorCommand command, string field)
    {
        var outcome = await ExecuteAsync("ada", command);

        Assert.Equal((OutcomeStatus.Malformed, "malformed"), (outcome.Status, outcome.Code));
        Assert.Contains(outcome.Faults!, fault => fault.Field == field);
        Assert.Null(await Engine.Customer("ada").GetAsync());
    }

    [Fact]
    public async Task ExecuteAsync_of_a_command_with_nothing_stated_names_what_lacks()
    {
        // A person can be registered of whom nothing is said.
        foreach (var command in CommandTables.WithNothingStated(ofEngine: false).Where(command => command is not RegisterCustomer))
        {
            var faults = command.Faults().ToList();
            Assert.True(faults.Count > 0, $"{command.GetType().Name} with nothing stated has no fault: say in its Faults what it needs.");

            var outcome = await ExecuteAsync("ada", command);

            Assert.Equal((OutcomeStatus.Malformed, "malformed"), (outcome.Status, outcome.Code));
            Assert.Equal(faults.Select(fault => fault.Field), outcome.Faults!.Select(fault => fault.Field));
        }

        Assert.Null(await Engine.Customer("ada").GetAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ada")]
    [InlineData("a\nb")]
    public async Task ExecuteAsync_for_a_malformed_customer_id_is_malformed(string customerId)
    {
        var outcome = await ExecuteAsync(customerId, Purchase("p"));

        Assert.Equal(OutcomeStatus.Malformed, outcome.Status);
        Assert.Equal("customerId", Assert.Single(outcome.Faults!).Field);
    }

    [Fact]
    public async Task ExecuteAsync_of_a_command_without_an_id_that_holds_already_is_unchanged()
    {
        ActorCommand[] commands = [new RegisterCustomer { Name = "Ada", AcquisitionCost = Money.Round(2) }, new SetEnrolment { Enrolled = true }];
        await GivenAsync("ada", commands);
        var entries = await EntriesAsync("ada");

        foreach (var outcome in await Engine.ExecuteAsync("ada", commands)) Assert.Equal(OutcomeStatus.Unchanged, outcome.Status);

        Assert.Equal(Whole(entries), Whole(await EntriesAsync("ada")));
        Assert.Equal(OutcomeStatus.Accepted, (await ExecuteAsync("ada", new SetEnrolment { Enrolled = false })).Status);
    }

    [Fact]
    public async Task ExecuteAsync_of_a_batch_gives_one_outcome_per_command_in_order()
    {
        var outcomes = await Engine.ExecuteAsync("ada",
        [
            Purchase("p1"), Purchase("p1"), Purchase("p1", 9), WholeReturn("r", "unknown"), Purchase("", 1), new MakeReferral { ReferralId = "m", ReferredCustomerId = "bob" },
            WholeReturn("r", "p1"), new SetEnrolment { Enrolled = true },
        ]);

        Assert.Equal(
            [
                OutcomeStatus.Accepted, OutcomeStatus.Duplicate, OutcomeStatus.Conflict, OutcomeStatus.Refused, OutcomeStatus.Malformed, OutcomeStatus.Accepted,
                OutcomeStatus.Accepted, OutcomeStatus.Accepted,
            ],
            outcomes.Select(outcome => outcome.Status));
        Assert.Equal([1L, 1, 0, 0, 0, 1, 0, 0], outcomes.Select(outcome => outcome.Receipt?.Orders ?? 0));
    }

    [Fact]
    public async Task ExecuteAsync_of_a_purchase_gives_the_account_just_after_it()
    {
        await GivenAsync("ada", new RegisterCustomer { AcquisitionCost = Money.Round(4) }, Purchase("p1", 10));

        var receipt = (await ExecuteAsync("ada", Purchase("p2", 2.5m, Start.AddMinutes(-5)))).Receipt!;

        var entry = (await EntriesAsync("ada")).Single(entry => entry.NaturalId == "purchase:p2");
        Assert.Equal(
            new("ada", "purchase:p2", entry.Sequence, Start.AddMinutes(-5), Rung.Customer, false, 2, Money.Round(12.5m), Money.Round(8.5m)),
            receipt with { Rung = Rung.Customer });
        Assert.Equal(Rung.Customer, (await CustomerAsync("ada")).Standing.Rung);
    }

    [Fact]
    public async Task ExecuteAsync_beyond_the_open_follow_ups_is_refused()
    {
        await GivenAsync("ada", [.. Enumerable.Range(0, ScheduleFollowUp.OpenLimit).Select(i => FollowUp($"u{i}"))]);

        Assert.Equal("too_many_follow_ups", (await ExecuteAsync("ada", FollowUp("one-more"))).Code);
        await GivenAsync("ada", new CompleteFollowUp { FollowUpId = "u7" }, FollowUp("one-more"));

        static ScheduleFollowUp FollowUp(string id) => new() { FollowUpId = id, Kind = FollowUpKind.Call, DueAt = Start };
    }

    [Fact]
    public async Task GetAsync_of_an_unknown_customer_is_null()
    {
        Assert.Null(await Engine.Customer("nobody").GetAsync());
        Assert.Empty((await Engine.AskAsync(new FindCustomers(Segment.Everyone, null, 10))).Lines);
    }

    private async Task GivenAdaAsync()
    {
        await GivenAsync("carl", Purchase("p", at: Start.AddDays(-1)));
        await GivenAsync("ada", Purchase("given") with { Currency = "EUR" }, Purchase("returned"), WholeReturn("given", "returned"));
        await GivenAsync("ada", new ScheduleFollowUp { FollowUpId = "given", Kind = FollowUpKind.Call, DueAt = Start });
    }
}
