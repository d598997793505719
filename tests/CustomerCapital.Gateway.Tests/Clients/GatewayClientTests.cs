using CustomerCapital.Client;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Vouchers;

namespace CustomerCapital.Gateway.Tests.Clients;

/// <summary>The client's methods against a server; reports, lists and histories the conformance suite reads by them too.</summary>
public sealed class GatewayClientTests : IAsyncLifetime
{
    private static readonly Segment Buyers = PurchaseFields.Orders.Where(SegmentOperator.AtLeast, 1);
    private static readonly Segment Regulars = PurchaseFields.Orders.Where(SegmentOperator.AtLeast, 2);

    private GatewayServer _server = null!;
    private GatewayClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await GatewayServer.StartAsync();
        _client = new(_server.Address, connectionLimit: 8);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Segment_is_saved_read_used_changed_and_deleted()
    {
        Assert.Empty(await _client.ListSegmentsAsync());
        Assert.Null(await _client.GetSegmentAsync("a/b ö"));

        Assert.Equal(new("a/b ö", Buyers, 1), await _client.PutSegmentAsync("a/b ö", Buyers));
        Assert.Equal(new("not", new Not(new SavedSegmentReference("a/b ö")), 2), await _client.PutSegmentAsync("not", new Not(new SavedSegmentReference("a/b ö")), expectedVersion: 0));
        await _server.PurchaseAsync("ada", "p");
        await _server.PutAsync("/v1/customers/bob", "{}");
        Assert.Equal((1, 1), (await _client.CountCustomersAsync(new SavedSegmentReference("a/b ö")), await _client.CountCustomersAsync(new SavedSegmentReference("not"))));
        Assert.Equal(["bob"], (await _client.ListCustomersAsync(new SavedSegmentReference("not"))).Customers.Select(customer => customer.CustomerId));

        Assert.Equal(new("a/b ö", Regulars, 3), await _client.PutSegmentAsync("a/b ö", Regulars, expectedVersion: 1));
        Assert.Equal(new("a/b ö", Regulars, 3), await _client.GetSegmentAsync("a/b ö"));
        Assert.Equal(["a/b ö", "not"], (await _client.ListSegmentsAsync()).Select(saved => saved.Name));
        Assert.True(await _client.DeleteSegmentAsync("not", expectedVersion: 2));
        Assert.True(await _client.DeleteSegmentAsync("a/b ö"));
        Assert.False(await _client.DeleteSegmentAsync("a/b ö"));
    }

    [Fact]
    public async Task Vouchers_are_issued_listed_read_held_released_and_ended()
    {
        var (made, given, listed) = (new List<VoucherLine>(), new List<VoucherLine>(), new List<VoucherView>());
        await _client.IssueVouchersAsync(new(new() { Batch = "spring & more", Percent = 10 }, Count: 300), made.Add);
        await _client.IssueVouchersAsync(new(new() { Batch = "printed", Value = Money.Round(5), Uses = 2 }, Codes: ["FIVE-1", "FIVE-2"]), given.Add);
        Assert.Equal(300, made.Where(line => line.Outcome == OutcomeStatus.Accepted).Select(line => line.Code).Distinct().Count());
        Assert.Equal(["FIVE-1", "FIVE-2"], given.Select(line => line.Code));

        await _client.ListVouchersAsync("spring & more", listed.Add);
        Assert.Equal(made.Select(line => line.Code).Order(StringComparer.Ordinal), listed.Select(voucher => voucher.Code));
        await _client.ListVouchersAsync(null, listed.Add);
        Assert.Equal(602, listed.Count);

        Assert.Equal(("FIVE-1", "cart", "ada"), await _client.HoldVoucherAsync("FIVE-1", new("cart", "ada")) is var hold ? (hold.Code, hold.HoldId, hold.CustomerId) : default);
        Assert.Equal((VoucherStatus.Active, 1, 1L), await _client.GetVoucherAsync("five-1") is { } held ? (held.Status, held.TakenOut, held.UsesLeft) : default);
        await _client.ReleaseVoucherHoldAsync("FIVE-1", "cart");
        Assert.Equal("voucher_hold_not_found", (await RefusalAsync(() => _client.ReleaseVoucherHoldAsync("FIVE-1", "cart"))).Code);
        Assert.Equal((VoucherStatus.Ended, 2L), await _client.EndVoucherAsync("FIVE-1") is var ended ? (ended.Status, ended.UsesLeft) : default);
        var refused = await RefusalAsync(() => _client.HoldVoucherAsync("FIVE-1", new("cart")));
        Assert.Equal(("voucher_ended", "Voucher 'FIVE-1' was ended; it cannot be used any more."), (refused.Code, refused.Detail));
        Assert.Null(await _client.GetVoucherAsync("NOBODY-HAS-IT"));
        Assert.Contains("terms.value", (await RefusalAsync(() => _client.IssueVouchersAsync(new(new(), Count: 1), made.Add))).Faults.Select(fault => fault.Field));
    }

    [Fact]
    public async Task Wallets_statement_and_preview_are_those_of_the_server()
    {
        await _client.PutPolicyAsync((await _client.GetPolicyAsync()) with { Wallets = [new("points", Worth: Money.Round(0.01m)) { Earn = [new(1)] }] }, null);
        await _server.PurchaseAsync("ada", "p", "120.90");

        var wallet = Assert.Single((await _client.ListWalletsAsync("ada"))!.Wallets);
        Assert.Equal(("points", "120", "120", "1.20"), (wallet.Wallet, $"{wallet.Balance}", $"{wallet.Spendable}", $"{wallet.Worth}"));
        Assert.Equal("purchase:p", Assert.Single((await _client.GetStatementAsync("ada", "points"))!.Movements).CauseId);
        Assert.Null(await _client.GetStatementAsync("ada", "stamps"));
        Assert.Null(await _client.ListWalletsAsync("nobody"));
        var preview = await _client.PreviewPurchaseAsync("ada", new() { PurchaseId = "q", Amount = Money.Round(0.5m), Payments = [new("points", new(20 * WalletAmount.Scale))] });
        Assert.Equal(("0.20", "0.30", "50"), ($"{preview.PaidByWallets}", $"{preview.Due}", $"{preview.Wallets[0].MostPayable}"));
        Assert.Equal("insufficient_balance", (await RefusalAsync(() => _client.PreviewPurchaseAsync("ada", new() { PurchaseId = "q", Amount = Money.Round(50), Payments = [new("points", new(121 * WalletAmount.Scale))] }))).Code);
    }

    [Fact]
    public async Task Segment_that_cannot_be_saved_or_deleted_says_why()
    {
        await _client.PutSegmentAsync("a", Buyers);
        await _client.PutSegmentAsync("b", new Not(new SavedSegmentReference("a")));

        Assert.Equal("version_conflict", (await RefusalAsync(() => _client.PutSegmentAsync("a", Regulars, expectedVersion: 7))).Code);
        Assert.Equal("version_conflict", (await RefusalAsync(() => _client.PutSegmentAsync("a", Regulars, expectedVersion: 0))).Code);
        Assert.Equal("version_conflict", (await RefusalAsync(() => _client.DeleteSegmentAsync("a", expectedVersion: 7))).Code);
        Assert.Equal("segment_in_use", (await RefusalAsync(() => _client.DeleteSegmentAsync("a"))).Code);
        var refused = await RefusalAsync(() => _client.PutSegmentAsync("a", new SavedSegmentReference("lost")));
        Assert.Equal(new("segment", "There is no saved segment 'lost'."), Assert.Single(refused.Faults));
        Assert.Equal(new("a", Buyers, 1), await _client.GetSegmentAsync("a"));
    }

    [Fact]
    public async Task Customers_are_listed_page_by_page_with_the_fields_that_are_asked_for()
    {
        foreach (var id in (string[])["ada", "bob", "cyd"]) await _server.PurchaseAsync(id, "p");

        var first = await _client.ListCustomersAsync(Buyers, limit: 2);
        var second = await _client.ListCustomersAsync(Buyers, first.NextCursor, limit: 2);
        Assert.Equal(["ada", "bob"], first.Customers.Select(customer => customer.CustomerId));
        Assert.Equal(("cyd", null), (Assert.Single(second.Customers).CustomerId, second.NextCursor));
        Assert.Equal((1L, Rung.Buyer, "10.00"), (first.Customers[0].Of<long>(PurchaseFields.Orders), first.Customers[0].Of<Rung>(LadderFields.Rung), $"{first.Customers[0][PurchaseFields.HistoricValue]}"));

        var chosen = Assert.Single((await _client.ListCustomersAsync(Buyers, fields: ["emailConsent", "birthday"], limit: 1)).Customers);
        Assert.Equal((false, null), (chosen.Of<bool>(CustomerFields.EmailConsent), chosen[CustomerFields.Birthday]));
        Assert.Equal("fields", Assert.Single((await RefusalAsync(() => _client.ListCustomersAsync(Buyers, fields: ["shoeSize"]))).Faults).Field);
    }

    [Fact]
    public async Task Customer_and_what_was_recorded_are_read_and_who_is_not_known_is_none()
    {
        const string id = "a/ö b";
        await _server.PutAsync($"/v1/customers/{Uri.EscapeDataString(id)}", """{"name":"Ada","acquisitionCost":"2.50","consents":{"email":true}}""");
        foreach (var (path, body) in new[]
        {
            ("purchases", """{"purchaseId":"p/1","amount":"10.00"}"""), ("returns", """{"returnId":"r","purchaseId":"p/1","amount":"4.00"}"""),
            ("returns", """{"returnId":"s","purchaseId":"p/1","amount":"1.00"}"""), ("interactions", """{"interactionId":"i","kind":"inquiry"}"""),
            ("feedback", """{"feedbackId":"f","nps":9}"""), ("referrals", """{"referralId":"m","referredCustomerId":"bob"}"""),
            ("follow-ups", """{"followUpId":"u","kind":"call","dueAt":"2026-09-01T10:00:00Z"}"""),
        })
            Assert.Equal(201, (await _server.PostAsync($"/v1/customers/{Uri.EscapeDataString(id)}/{path}", body)).Status);

        var known = (await _client.GetCustomerAsync(id))!;
        Assert.Equal((id, "Ada", true, 1L, "5.00", "2.50"), (known.CustomerId, known.Profile.Name, known.Profile.Consents.Email, known.Orders, $"{known.Revenue}", $"{known.HistoricValue}"));
        Assert.Equal("u", Assert.Single(known.OpenFollowUps).FollowUpId);
        var history = (await _client.ListEntriesAsync(id, after: 1, limit: 1))!;
        Assert.Equal((2L, 2L), (Assert.Single(history.Entries).Sequence, history.NextAfter));

        var first = (await _client.FindPurchaseAsync(id, "p/1", limit: 1))!;
        var second = (await _client.FindPurchaseAsync(id, "p/1", first.Corrections[^1].Sequence))!;
        Assert.Equal((true, "r", false, "s"), (first.More, ((ReturnRecorded)first.Corrections[0].Event).ReturnId, second.More, ((ReturnRecorded)second.Corrections[0].Event).ReturnId));
        Assert.Equal(new Money(100_000), ((PurchaseRecorded)first.Entry!.Event).Amount);
        Assert.Equal("return:r", (await _client.FindReturnAsync(id, "r"))!.Entry!.NaturalId);
        Assert.Equal("interaction:i", (await _client.FindInteractionAsync(id, "i"))!.Entry!.NaturalId);
        Assert.Equal("feedback:f", (await _client.FindFeedbackAsync(id, "f"))!.Entry!.NaturalId);
        Assert.Equal("referral:m", (await _client.FindReferralAsync(id, "m"))!.Entry!.NaturalId);
        Assert.NotNull((await _client.FindFollowUpAsync(id, "u"))!.Entry);

        Assert.Null(await _client.GetCustomerAsync("nobody"));
        Assert.Null(await _client.ListEntriesAsync("nobody"));
        Assert.Null(await _client.FindPurchaseAsync("nobody", "p/1"));
        Assert.Null(await _client.FindPurchaseAsync(id, "none"));
        Assert.Null(await _client.FindReturnAsync(id, "none"));
        Assert.Null(await _client.FindInteractionAsync(id, "none"));
        Assert.Null(await _client.FindFeedbackAsync(id, "none"));
        Assert.Null(await _client.FindReferralAsync(id, "none"));
        Assert.Null(await _client.FindFollowUpAsync(id, "none"));
        Assert.Equal("customerId", Assert.Single((await RefusalAsync(() => _client.GetCustomerAsync(" "))).Faults).Field);
    }

    [Fact]
    public async Task Reports_of_a_span_and_a_share_are_those_that_are_asked_for()
    {
        await _server.PurchaseAsync("ada", "p");
        var running = Assert.Single(await _client.GetCohortsAsync()).Cohort;

        Assert.Empty(await _client.GetCohortsAsync(from: running.Plus(1), through: running.Plus(1)));
        Assert.Equal(running, (await _client.GetPeriodsAsync(from: running))[^1].Month);
        Assert.Equal(0, (await _client.GetMetricsAsync(running.Plus(-1))).Orders);
        Assert.Equal(1, (await _client.GetMetricsAsync()).Orders);
        Assert.NotEqual((await _client.GetLadderAsync()).ToString(), (await _client.GetLadderAsync(0.25m)).ToString());
        Assert.NotNull(await _client.GetValueAsync());
        Assert.Equal("share", Assert.Single((await RefusalAsync(() => _client.GetLadderAsync(1.5m))).Faults).Field);
    }

    [Fact]
    public async Task Health_is_told_and_a_gateway_that_is_gone_is_unavailable()
    {
        await _client.CheckLivenessAsync();
        await _client.CheckReadinessAsync();

        await _server.DisposeAsync();

        await Assert.ThrowsAsync<EngineUnavailableException>(() => _client.CheckReadinessAsync());
        await Assert.ThrowsAsync<EngineUnavailableException>(() => _client.ListSegmentsAsync());
    }

    private static Task<GatewayException> RefusalAsync(Func<Task> call) => Assert.ThrowsAsync<GatewayException>(call);
}
