using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Verification;

/// <summary>What a voucher is worth, how often it was used, and what is taken out of it are counted anew from its entries, and each difference is named.</summary>
public sealed class VoucherVerificationTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Today = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
    private static readonly ActorId Card = VoucherCode.ActorOf("CARD");
    private static readonly ActorId Twice = VoucherCode.ActorOf("TWICE");

    private readonly InMemoryLedger _ledger = new();
    private readonly FakeTimeProvider _time = new(Today);
    private InProcessHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await InProcessHost.StartAsync(_ledger, new(), _time);
        var policy = _host.Policy.Program.Policy;
        await _host.Policy.PutAsync(policy with { Currency = "EUR", Rewards = [new("mug", Gift: new())] }, null);
        await _host.SettleAsync();
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Vouchers_that_were_used_held_returned_and_ended_are_recounted_without_a_difference()
    {
        await LiveAsync();

        var verified = await _host.Verifier().VerifyAsync(_ => { });

        Assert.Empty(verified.Differences);
        Assert.Equal(new(2, 3, 1, 0, 0, 0), verified.Actors);
    }

    [Fact]
    public async Task Voucher_that_the_ledger_holds_otherwise_than_its_entries_say_is_named_with_what_is_left_of_it()
    {
        await LiveAsync();
        await ReplaceAsync(Card, card => card with { Taken = Money.Round(1), Open = [] });
        await ReplaceAsync(Twice, twice => twice with { Uses = 2 });

        var differences = (await _host.Verifier().VerifyAsync(_ => { })).Differences.Where(text => !text.Contains(": state: ", StringComparison.Ordinal));

        Assert.Equal(
            [
                "Voucher 'CARD': the entries leave 35.00 taken off, the ledger holds 1.00.",
                "Voucher 'CARD': the entries leave 8.00 of the value, the ledger holds 49.00.",
                "Voucher 'CARD': the entries leave use 4 (hold 'cart', 7.00) taken out, the ledger holds none.",
                "Voucher 'TWICE': the entries leave 1 uses, the ledger holds 2.",
                "Voucher 'TWICE': the entries leave 1 uses to come, the ledger holds 0.",
            ],
            differences.Where(text => text.StartsWith("Voucher", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Entries_that_say_otherwise_of_a_vouchers_worth_than_the_uses_before_them_are_named()
    {
        await ExecuteAsync(Twice, new IssueVoucher { Terms = new(2) { Value = Money.Round(10), Batch = "spring" } });
        await RestoreAsync(Twice, new VoucherEnded(new VoucherChange(-1, Money.Round(-10)) { Batch = "spring" }));

        Assert.Equal(
            [$"Counter voucher_flow ({DateOnly.FromDateTime(Today.UtcDateTime).DayNumber}, {VoucherCodeCapability.ForEver}, 'spring'), counted from the plain facts"],
            (await _host.Verifier().VerifyAsync(_ => { })).Differences.Select(text => text.Split(':')[0]));
    }

    [Fact]
    public async Task Uses_that_exceed_the_terms_and_what_comes_back_without_a_use_are_named()
    {
        await ExecuteAsync(Twice, new IssueVoucher { Terms = new(1) { Value = Money.Round(10) } });
        foreach (var number in new[] { 2, 3 }) await RestoreAsync(Twice, new UseConfirmed(number, "ada", $"p{number}", Money.Round(10)) { Change = new(number == 2 ? -1 : 0, Money.Round(number == 2 ? -10 : 0)) });
        await RestoreAsync(Twice, new UseReversed(9, "ada", "r", Money.Round(4), false) { Change = new(0, Money.Zero) });

        var differences = (await _host.Verifier().VerifyAsync(_ => { })).Differences;

        Assert.Contains("Voucher 'TWICE': the entries use it, or take out, 2 times, of which there are 1.", differences);
        Assert.Contains("Voucher 'TWICE': entry 4 gives back use 9, which no entry confirms.", differences);
        Assert.Contains("Voucher 'TWICE': of use 9, which took 0.00, the entries give back 4.00.", differences);
    }

    /// <summary>A card of 50.00, of which 35.00 are used after a return and 7.00 held; a code for two uses, of which one came back; a code that was ended; and a stock of mugs.</summary>
    private async Task LiveAsync()
    {
        await ExecuteAsync(Card, new IssueVoucher { Terms = new() { Value = Money.Round(50), KeepsRest = true, Batch = "cards" } });
        await BuyAsync("ada", "p1", 80, "CARD");
        await BuyAsync("ada", "p0", 20, "TWICE", new(2) { Value = Money.Round(10), ValidTo = new(2027, 1, 31) });
        await ExecuteAsync("ada", new RecordReturn { ReturnId = "r0", PurchaseId = "p0" });
        await BuyAsync("bob", "p2", 20, "TWICE");
        await BuyAsync("bob", "p3", 20, "ENDED", new(3) { Value = Money.Round(5) });
        await ExecuteAsync(VoucherCode.ActorOf("ENDED"), new EndVoucher());
        await ExecuteAsync("ada", new RecordReturn { ReturnId = "r1", PurchaseId = "p1", Amount = Money.Round(9) });
        await ExecuteAsync(GiftStock.Of("mug"), new ChangeStock { ChangeId = "c", By = 3 });
        await ExecuteAsync("bob", new GrantReward { GrantId = "g", Reward = "mug", Free = true });
        await _host.SettleAsync();
        await ExecuteAsync(Card, new HoldVoucher { HoldId = "cart", Amount = Money.Round(7), Minutes = 60 });
    }

    private async Task BuyAsync(string customerId, string purchaseId, decimal amount, string code, VoucherTerms? issued = null)
    {
        if (issued is not null) await ExecuteAsync(VoucherCode.ActorOf(code), new IssueVoucher { Terms = issued });
        await ExecuteAsync(customerId, new RecordPurchase { PurchaseId = purchaseId, Amount = Money.Round(amount), Vouchers = [code] });
        await _host.SettleAsync();
    }

    private async Task ExecuteAsync(ActorId actor, ActorCommand command)
    {
        var outcome = actor.Kind == ActorKind.Customer ? (await _host.ExecuteAsync(actor.Key, [command]))[0] : (await _host.Customer(actor).ExecuteAsync([command]))[0];
        Assert.True(outcome.Status == OutcomeStatus.Accepted, $"{command} ended as {outcome}");
    }

    /// <summary>Writes a row as no entry says.</summary>
    private async Task ReplaceAsync(ActorId actor, Func<Voucher, Voucher> change)
    {
        var state = (await _host.Customer(actor).GetAsync())!;
        await _ledger.AppendAsync(new(state, [], Voucher.Part.Set(state, change(Voucher.Part.Of(state))), new(), [], []) { PolicyVersion = _host.Policy.InForce.Version });
    }

    private async Task RestoreAsync(ActorId actor, ActorEvent happened)
    {
        var before = (await _host.Customer(actor).GetAsync())!.Sequence;
        await _host.Customer(actor).RestoreAsync([new(actor, before + 1, Today, Today, happened, happened.Ids()?.NaturalId)]);
    }
}
