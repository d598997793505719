using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Engine.Wallets;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Vouchers;

/// <summary>
/// What becomes of a use that was taken out where the engine ends, or its ledger, before the purchase is recorded; and days in a time zone. Customer and code count as being in
/// different databases, so that they cannot commit together.
/// </summary>
public sealed class VoucherCrashTests : IAsyncDisposable
{
    private static readonly ActorId Code = VoucherCode.ActorOf("ONE");
    private static readonly VoucherTerms TenOff = new() { Value = Money.Round(10) };

    private readonly FakeTimeProvider _time = new(Start);
    private readonly FaultyLedger _ledger = new(new InMemoryLedger()) { Together = false };

    public ValueTask DisposeAsync() => _ledger.CloseAsync();

    [Fact]
    public async Task Use_of_a_purchase_that_was_lost_is_taken_by_its_repeat_at_once()
    {
        await using var host = await IssuedAsync(TenOff);
        _ledger.Fate = append => append.Actor == "ada" ? AppendFault.LostBeforeCommit : AppendFault.None;
        await Assert.ThrowsAsync<EngineUnavailableException>(() => RecordAsync(host, "ada"));
        Assert.Equal((0, 1), await UsesAsync(host));

        _ledger.Fate = _ => AppendFault.None;
        Assert.Equal("voucher_used_up", (await RecordAsync(host, "bob")).Code);
        Assert.Equal(OutcomeStatus.Accepted, (await RecordAsync(host, "ada")).Status);
        await SettledAsync(host, 1);
    }

    [Fact]
    public async Task Use_of_a_purchase_that_never_comes_again_comes_back_after_a_minute()
    {
        await using (var host = await IssuedAsync(TenOff))
        {
            _ledger.Fate = append => append.Actor == "ada" ? AppendFault.LostBeforeCommit : AppendFault.None;
            await Assert.ThrowsAsync<EngineUnavailableException>(() => RecordAsync(host, "ada"));
        }

        _ledger.Fate = _ => AppendFault.None;
        await using var next = await InProcessHost.StartAsync(_ledger, new(), _time);
        _time.Advance(Voucher.QuestionedAfter - TimeSpan.FromMilliseconds(1));
        await next.SettleAsync();
        Assert.Equal((0, 1), await UsesAsync(next));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await next.SettleAsync();
        Assert.Equal((0, 0), await UsesAsync(next));
        Assert.Equal(OutcomeStatus.Accepted, (await RecordAsync(next, "bob")).Status);
        await SettledAsync(next, 1);
    }

    [Fact]
    public async Task Customer_of_a_use_that_came_back_can_use_another_code_though_the_clock_was_put_back_meanwhile()
    {
        await using var host = await IssuedAsync(TenOff);
        _ledger.Fate = append => append.Actor == "ada" ? AppendFault.LostBeforeCommit : AppendFault.None;
        await Assert.ThrowsAsync<EngineUnavailableException>(() => RecordAsync(host, "ada"));
        _ledger.Fate = _ => AppendFault.None;
        _time.Advance(Voucher.QuestionedAfter);
        await host.SettleAsync();

        _time.AdjustTime(_time.GetUtcNow() - TimeSpan.FromHours(1));
        await host.Customer(VoucherCode.ActorOf("TWO")).ExecuteAsync([new IssueVoucher { Terms = TenOff }]);
        var outcome = (await host.ExecuteAsync("ada", [new RecordPurchase { PurchaseId = "p2", Amount = Money.Round(50), Vouchers = ["TWO"] }]))[0];

        Assert.Equal(OutcomeStatus.Accepted, outcome.Status);
    }

    [Fact]
    public async Task Purchase_that_was_recorded_but_not_answered_is_confirmed_by_its_message_whatever_the_voucher_asks()
    {
        await using (var host = await IssuedAsync(TenOff))
        {
            _ledger.Fate = append => append.Actor == "ada" ? AppendFault.LostAfterCommit : AppendFault.None;
            await Assert.ThrowsAsync<EngineUnavailableException>(() => RecordAsync(host, "ada"));
        }

        _ledger.Fate = _ => AppendFault.None;
        await using var next = await InProcessHost.StartAsync(_ledger, new(), _time);
        _time.Advance(TimeSpan.FromHours(1));
        await next.Sweeper.SweepAsync();
        Assert.Equal((0, 1), await UsesAsync(next));
        await SettledAsync(next, 1);
        Assert.Equal(OutcomeStatus.Duplicate, (await RecordAsync(next, "ada")).Status);
        Assert.Equal("voucher_used_up", (await RecordAsync(next, "bob")).Code);
        await SettledAsync(next, 1);
    }

    [Fact]
    public async Task Purchase_that_comes_late_with_a_use_that_was_given_back_takes_another_or_is_refused()
    {
        await using var host = await IssuedAsync(TenOff);
        var (begun, late) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        _ledger.BeforeAppend = append =>
        {
            if (append.Actor != "ada") return;
            _ledger.Gate = late.Task;
            begun.TrySetResult();
        };
        var purchase = RecordAsync(host, "ada");
        await begun.Task;

        // Another engine over the same ledger answers the voucher's question while the first stands still.
        await using var other = await InProcessHost.StartAsync(new FaultyLedger(_ledger.Inner), new(), _time);
        _time.Advance(Voucher.QuestionedAfter);
        await other.SettleAsync();
        Assert.Equal((0, 0), await UsesAsync(other));
        Assert.Equal(OutcomeStatus.Accepted, (await RecordAsync(other, "bob")).Status);
        late.SetResult();

        Assert.Equal("voucher_used_up", (await purchase).Code);
        await SettledAsync(other, 1);
    }

    [Fact]
    public async Task Refused_after_the_use_was_taken_out_gives_it_back_at_once()
    {
        await using var host = await IssuedAsync(TenOff);
        _ledger.Fate = append => append.Actor == "ada" ? AppendFault.Rejected : AppendFault.None;
        Assert.Equal(CommandOutcome.NotStorableCode, (await RecordAsync(host, "ada")).Code);
        Assert.Equal((0, 0), await UsesAsync(host));
    }

    [Fact]
    public async Task Last_day_is_one_of_25_hours_where_clocks_are_put_back_and_saving_again_does_not_move_it()
    {
        _time.SetUtcNow(new(2026, 10, 20, 0, 0, 0, TimeSpan.Zero));
        var terms = TenOff with { Uses = 9, ValidTo = new(2026, 10, 25) };
        await using var host = await IssuedAsync(terms, "Europe/Berlin");

        _time.SetUtcNow(new(2026, 10, 25, 22, 30, 0, TimeSpan.Zero));
        Assert.Equal(OutcomeStatus.Accepted, (await RecordAsync(host, "ada")).Status);
        Assert.Equal(OutcomeStatus.Unchanged, (await host.Customer(Code).ExecuteAsync([new IssueVoucher { Terms = terms }]))[0].Status);
        _time.SetUtcNow(new DateTimeOffset(2026, 10, 25, 23, 0, 0, TimeSpan.Zero).AddMicroseconds(-1));
        Assert.Equal(OutcomeStatus.Accepted, (await RecordAsync(host, "bob")).Status);
        _time.SetUtcNow(new(2026, 10, 25, 23, 0, 0, TimeSpan.Zero));
        Assert.Equal("voucher_expired", (await RecordAsync(host, "eve")).Code);
        // What was bought on the day and is sent later.
        Assert.Equal(OutcomeStatus.Accepted, (await RecordAsync(host, "eve", new(2026, 10, 25, 23, 30, 0, TimeSpan.FromHours(1)))).Status);
        Assert.Equal(new(2026, 10, 25), Voucher.Part.Of((await host.Customer(Code).GetAsync())!).Terms!.ValidTo);
        await SettledAsync(host, 3);
    }

    [Fact]
    public async Task Use_that_only_the_customer_tells_of_is_named_unless_a_message_says_so()
    {
        await using var host = await IssuedAsync(TenOff);
        await host.Customer("ada").RestoreAsync(
            [new("ada", 1, Start, Start, new Domain.Purchases.PurchaseRecorded("p", Money.Round(20), null, null) { Vouchers = [new("ONE", 9, Money.Round(10))] }, "purchase:p")]);
        Assert.DoesNotContain(await VouchersAsync(), text => text.Contains("'ONE'", StringComparison.Ordinal));

        // The voucher knows of no such use, so that its confirmation changes nothing.
        await host.SettleAsync();
        Assert.Contains("Voucher 'ONE' has no entry 'voucher_use:9', of which Customer 'ada' tells, and no message says so.", await VouchersAsync());

        async Task<IReadOnlyList<string>> VouchersAsync() => (await host.Verifier().VerifyAsync(_ => { })).Differences;
    }

    [Fact]
    public async Task Use_that_came_back_before_the_purchase_was_sent_again_is_no_difference()
    {
        await using var host = await IssuedAsync(TenOff);
        _ledger.Fate = append => append.Actor == "ada" ? AppendFault.LostBeforeCommit : AppendFault.None;
        await Assert.ThrowsAsync<EngineUnavailableException>(() => RecordAsync(host, "ada"));
        _ledger.Fate = _ => AppendFault.None;
        _time.Advance(Voucher.QuestionedAfter);
        await host.SettleAsync();
        Assert.Equal((0, 0), await UsesAsync(host));

        Assert.Equal(OutcomeStatus.Accepted, (await RecordAsync(host, "ada")).Status);

        await SettledAsync(host, 1);
    }

    [Fact]
    public async Task Confirmation_that_reaches_an_engine_with_an_older_state_of_the_voucher_is_not_lost()
    {
        await using var one = await IssuedAsync(TenOff);
        await using var other = await InProcessHost.StartAsync(_ledger, new(), _time);
        Assert.Equal((0, 0), await UsesAsync(one));
        _ledger.Fate = append => append.Entries.Any(entry => entry.Event is UseConfirmed) ? AppendFault.LostBeforeCommit : AppendFault.None;
        Assert.Equal(OutcomeStatus.Accepted, (await RecordAsync(other, "ada")).Status);
        _ledger.Fate = _ => AppendFault.None;

        await one.Courier.DeliverAsync();

        Assert.Equal((1, 0), await UsesAsync(one));
        await SettledAsync(one, 1);
    }

    [Fact]
    public async Task Use_that_is_given_back_at_an_engine_with_an_older_state_of_the_voucher_comes_back()
    {
        await using var one = await IssuedAsync(TenOff);
        await using var other = await InProcessHost.StartAsync(_ledger, new(), _time);
        await other.ExecuteAsync("ada", [new RecordPurchase { PurchaseId = "known", Amount = Money.Round(1) }]);
        Assert.Equal((0, 0), await UsesAsync(one));
        var reserved = (await other.Customer(Code).ExecuteAsync([new ReserveUse { CustomerId = "ada", PurchaseId = "p", Most = Money.Round(30) }]))[0];
        Assert.Equal(OutcomeStatus.Accepted, reserved.Status);
        await one.Customer(Code).ExecuteAsync([new ReleaseUse { Number = reserved.Receipt!.Sequence }]);

        Assert.Equal((0, 0), await UsesAsync(one));
        Assert.Equal(OutcomeStatus.Accepted, (await RecordAsync(one, "bob")).Status);
        await SettledAsync(one, 1);
    }

    [Fact]
    public async Task Batch_that_was_issued_and_ended_on_one_day_is_reported_as_issued()
    {
        await using var host = await IssuedAsync(TenOff with { Batch = "spring" });
        await host.Customer(Code).ExecuteAsync([new EndVoucher()]);

        var spring = Assert.Single((await host.AskAsync(new ReportLiability(DateOnly.FromDateTime(Start.UtcDateTime), IsToday: true))).Vouchers);

        Assert.Equal(("spring", 1, 0), (spring.Batch, spring.Issued, spring.Outstanding));
    }

    private async Task<InProcessHost> IssuedAsync(VoucherTerms terms, string timeZone = "UTC")
    {
        var host = await InProcessHost.StartAsync(_ledger, new() { TimeZone = timeZone, AnswerWithin = TimeSpan.FromMinutes(10) }, _time);
        Assert.Equal(OutcomeStatus.Accepted, (await host.Customer(Code).ExecuteAsync([new IssueVoucher { Terms = terms }]))[0].Status);
        return host;
    }

    private static async Task<CommandOutcome> RecordAsync(InProcessHost host, string customerId, DateTimeOffset? at = null) =>
        (await host.ExecuteAsync(customerId, [Purchase("p", 30, at) with { Vouchers = ["ONE"] }]))[0];

    private static async Task<(long Uses, int TakenOut)> UsesAsync(InProcessHost host) =>
        Voucher.Part.Of((await host.Customer(Code).GetAsync())!) is var voucher ? (voucher.Uses, voucher.Open.Count) : default;

    /// <summary>Once all messages are delivered and everything due is done, so many uses count, none is taken out, and the ledger verifies.</summary>
    private async Task SettledAsync(InProcessHost host, long uses)
    {
        await host.SettleAsync();
        _time.Advance(TimeSpan.FromMinutes(2));
        await host.SettleAsync();
        Assert.Equal((uses, 0), await UsesAsync(host));
        Assert.Empty((await host.Verifier().VerifyAsync(_ => { })).Differences);
    }
}
