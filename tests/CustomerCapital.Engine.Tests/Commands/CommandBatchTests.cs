using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Tests.Commands;

/// <summary>Which lines wait for which, and what becomes of those that wait for a line of unknown outcome.</summary>
public sealed class CommandBatchTests
{
    [Fact]
    public async Task Lines_of_different_customers_go_side_by_side_until_one_does_something_to_another()
    {
        var engine = new Recorder();

        await ExecuteAsync(engine, Purchase("ada"), Referral("ada", "bob"), Purchase("cleo"), Purchase("bob"), Referral("cleo", "dora"), Referral("bob", "dora"), Purchase("dora"), Purchase("ada"));

        Assert.Equal(["ada: p r p | cleo: p r", "bob: p r", "dora: p"], engine.Blocks);
    }

    [Fact]
    public async Task Lines_without_a_referral_go_in_one_block()
    {
        var engine = new Recorder();

        await ExecuteAsync(engine, Purchase("ada"), Purchase("bob"), Purchase("ada"));

        Assert.Equal(["ada: p p | bob: p"], engine.Blocks);
    }

    [Fact]
    public async Task Lines_that_come_after_one_of_unknown_outcome_are_not_carried_out_and_say_so()
    {
        var engine = new Recorder { Unknown = "ada" };

        var outcomes = await ExecuteAsync(engine, Referral("ada", "bob"), Purchase("bob"), Referral("bob", "cleo"), Purchase("cleo"), Purchase("dora"));

        Assert.Equal(["ada: r | dora: p"], engine.Blocks);
        Assert.Equal(["unavailable", "unavailable", "unavailable", "unavailable", null], outcomes.Select(outcome => outcome.FailureCode));
        Assert.Equal("Line 1 comes first and its outcome is not known; send both again, in that order.", outcomes[1].FailureMessage);
    }

    private static Task<LineOutcome[]> ExecuteAsync(Recorder engine, params CommandEnvelope[] lines) =>
        CommandBatch.ExecuteAsync(engine, [.. lines.Select((envelope, at) => new CommandLine(at + 1, envelope, null))]);

    private static CommandEnvelope Purchase(string customer) => new(customer, new RecordPurchase { PurchaseId = "p" });

    private static CommandEnvelope Referral(string customer, string other) => new(customer, new MakeReferral { ReferralId = "r", ReferredCustomerId = other });

    /// <summary>Writes down what it is asked to do side by side.</summary>
    private sealed class Recorder : ICommands
    {
        public List<string> Blocks { get; } = [];

        public string? Unknown { get; init; }

        public IReadOnlyList<Task<IReadOnlyList<CommandOutcome>>> ExecuteBlock(IReadOnlyList<CustomerCommands> block)
        {
            if (block.Count > 0)
                Blocks.Add(string.Join(" | ", block.Select(customer => $"{customer.CustomerId}: {string.Join(' ', customer.Commands.Select(command => command is MakeReferral ? 'r' : 'p'))}")));
            return [.. block.Select(customer => ExecuteAsync(customer.CustomerId, customer.Commands))];
        }

        public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<ActorCommand> commands) => customerId == Unknown
            ? Task.FromException<IReadOnlyList<CommandOutcome>>(new EngineUnavailableException("Nobody answers."))
            : Task.FromResult<IReadOnlyList<CommandOutcome>>([.. commands.Select(_ => new CommandOutcome(OutcomeStatus.Unchanged, null))]);
    }
}
