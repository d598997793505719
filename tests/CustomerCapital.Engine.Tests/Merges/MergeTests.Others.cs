using System.Text;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Feed;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Tests.Merges;

/// <content>What others have of a customer who is merged: vouchers, moved orders, referrals, and what an erasure leaves.</content>
public abstract partial class MergeTests
{
    [Fact]
    public async Task Voucher_for_the_other_customer_alone_is_redeemed_by_the_one_who_has_stayed()
    {
        await BuyAsync("ada", "p1", 30);
        await BuyAsync("guest", "p2", 12);
        foreach (var (code, owner) in new[] { ("GUEST-5", "guest"), ("BOB-5", "bob") })
            Assert.NotNull(Assert.Single(await _host.Customer(new ActorId(ActorKind.VoucherCode, code)).ExecuteAsync([new IssueVoucher { Terms = new() { Value = Money.Round(5), CustomerId = owner } }])).Receipt);
        await _host.SettleAsync();
        await MergeAsync();

        Assert.Equal("voucher_not_for_customer", (await DoAsync("ada", new RecordPurchase { PurchaseId = "p3", Amount = Money.Round(20), Vouchers = ["BOB-5"] })).Code);
        Assert.Equal(OutcomeStatus.Accepted, (await DoAsync("ada", new RecordPurchase { PurchaseId = "p4", Amount = Money.Round(20), Vouchers = ["GUEST-5"] })).Status);

        await _host.SettleAsync();
        await AssertVerifiesAsync();
    }

    [Fact]
    public async Task Feed_tells_the_standing_that_a_merge_gives_and_the_one_that_facts_give_that_came_since()
    {
        await BuyAsync("ada", "p1", 30);
        await BuyAsync("guest", "p2", 12);
        var before = (await FeedAsync()).Count;

        await MergeAsync();
        Assert.Equal([Rung.Customer], await ToldAsync("ada"));
        before = (await FeedAsync()).Count;
        await DoAsync("guest", new RecordReturn { ReturnId = "r2", PurchaseId = "p2" });
        Assert.Equal([Rung.Buyer], await ToldAsync("ada"));
        before = (await FeedAsync()).Count;
        _time.Advance(TimeSpan.FromMinutes(1));
        await AssertDoneAsync(_host.AskAsync(new UndoMerges("guest", "merge-1", null, null)));

        // The return is the guest's, whose place on the ladder it takes away; Ada's is the one that was told.
        Assert.Equal([], await ToldAsync("ada"));
        Assert.Equal([Standing.Part.Of((await _host.Customer("guest").GetAsync())!).Rung], await ToldAsync("guest"));
        await AssertVerifiesAsync();

        async Task<List<Rung>> ToldAsync(string customerId)
        {
            List<Entry> told = [];
            for (var place = FeedPlace.Start; await _host.AskAsync(new ReadFeed(place, 100)) is { Entries.Count: > 0 } page; place = page.Next) told.AddRange(page.Entries);
            return [.. told.Skip(before).Where(entry => entry.Actor.Key == customerId).Select(entry => entry.Event).OfType<StandingChanged>().Select(changed => changed.To.Rung)];
        }
    }

    [Fact]
    public async Task Undo_where_points_of_both_were_spent_at_once_is_refused_in_a_sentence_that_says_what_can_be_done()
    {
        await BuyAsync("ada", "p1", 10);
        await BuyAsync("guest", "p2", 10);
        await MergeAsync();
        Assert.Equal(OutcomeStatus.Accepted, (await DoAsync("ada", new SpendFromWallet { SpendingId = "s1", Wallet = "points", Amount = new(15 * WalletAmount.Scale) })).Status);

        var refused = await _host.AskAsync(new UndoMerges("guest", "merge-1", null, null, SinceStays: true));

        Assert.Equal(("merge_inseparable",
            "What was recorded since the merge rests on what both had together, such as points of both that were spent at once, and cannot be told apart: the merge stays. Orders can still be moved one by one to the customer whose they are."),
            (refused.Code, refused.Message));
    }

    [Fact]
    public async Task Order_that_was_moved_between_the_two_keeps_them_apart_wherever_it_stands_by_now_and_the_answer_says_so()
    {
        foreach (var (customer, purchase) in new[] { ("ada", "p1"), ("guest", "p2") }) await BuyAsync(customer, purchase, 10);
        foreach (var (from, to) in new[] { ("guest", "ada"), ("ada", "zoe") })
        {
            Assert.Equal(OutcomeStatus.Accepted, (await DoAsync(from, new MovePurchase { MoveId = $"move-{from}", PurchaseId = "p2", ToCustomerId = to })).Status);
            await _host.SettleAsync();

            var refused = await MergeAsync();

            Assert.Equal(("merge_id_taken", "'purchase:p2' was moved, and stands in both histories; such two cannot be merged. Move the other orders of one of them to the other, one by one."), (refused.Code, refused.Message));
        }
    }

    [Fact]
    public async Task Orders_that_have_moved_before_and_since_are_told_once_by_whatever_is_restored_or_separated()
    {
        foreach (var (customer, purchase) in new[] { ("ada", "p1"), ("guest", "p2"), ("guest", "p3"), ("otto", "p4") }) await BuyAsync(customer, purchase, 10);
        await DoAsync("guest", Move("p2", "zoe"));
        await _host.SettleAsync();
        await AssertDoneAsync(MergeAsync());
        foreach (var (from, purchase, to) in new[] { ("zoe", "p2", "yve"), ("guest", "p3", "zoe"), ("otto", "p4", "guest") })
        {
            Assert.Equal(OutcomeStatus.Accepted, (await DoAsync(from, Move(purchase, to))).Status);
            await _host.SettleAsync();
        }

        await AssertVerifiesAsync();
        var restored = await RestoredAsync();
        Assert.Equal([], (await restored.Verifier().VerifyAsync(_ => { })).Differences);
        foreach (var customer in (string[])["ada", "zoe", "yve", "otto"]) Assert.Equal((await _host.Customer(customer).GetAsync())!.Orders, (await restored.Customer(customer).GetAsync())!.Orders);
        await restored.DisposeAsync();
        await AssertDoneAsync(_host.AskAsync(new UndoMerges("guest", "merge-1", null, null, SinceStays: true)));
        await AssertVerifiesAsync();
        await using var again = await RestoredAsync();
        Assert.Equal([], (await again.Verifier().VerifyAsync(_ => { })).Differences);

        static MovePurchase Move(string purchase, string to) => new() { MoveId = $"move-{purchase}-{to}", PurchaseId = purchase, ToCustomerId = to };
    }

    [Fact]
    public async Task Profile_of_an_erased_person_is_nowhere_after_a_merge_that_was_taken_back()
    {
        await BuyAsync("ada", "p1", 30);
        await DoAsync("guest", new RegisterCustomer { Name = "Planted Guest", Email = "planted@example.org" });
        await MergeAsync();
        await AssertDoneAsync(_host.AskAsync(new UndoMerges("guest", "merge-1", null, null)));

        var erased = (await _host.AskAsync(new EraseCustomer("guest", "request-1", "maria", null))).Erasure!;

        Assert.Equal(ErasureStatus.Done, erased.Status);
        var left = new StringBuilder();
        await foreach (var line in _host.Export().ReadAsync()) left.AppendLine(line.Entry is { } entry ? LedgerJson.EncodeWhole(entry) : "");
        Assert.DoesNotContain("planted", left.ToString(), StringComparison.OrdinalIgnoreCase);
        await AssertVerifiesAsync();
        await BuyAsync("ada", "p2", 1);
        await AssertVerifiesAsync();
    }

    [Fact]
    public async Task Referrals_go_by_the_person_and_not_by_the_id()
    {
        foreach (var (customer, purchase) in new[] { ("ada", "p1"), ("guest", "p2"), ("carl", "p3") }) await BuyAsync(customer, purchase, 10);
        await MergeAsync();

        Assert.Equal(OutcomeStatus.Accepted, (await DoAsync("guest", new MakeReferral { ReferralId = "r1", ReferredCustomerId = "new-1" })).Status);
        Assert.Equal("referral_loop", (await DoAsync("ada", new MakeReferral { ReferralId = "r2", ReferredCustomerId = "guest" })).Code);
        await BuyAsync("new-1", "p4", 5);
        await _host.SettleAsync();
        await AssertVerifiesAsync();
        Assert.Equal("merge_referred_each_other", (await MergeAsync("m", "new-1", "guest")).Code);
        await AssertDoneAsync(MergeAsync("m2", "ada", "carl"));
        Assert.Equal("merge_referred_each_other", (await MergeAsync("m3", "new-1", "carl")).Code);
        await AssertVerifiesAsync();
    }

    [Fact]
    public async Task Consent_that_was_withdrawn_is_withdrawn_for_both()
    {
        foreach (var customer in (string[])["ada", "guest"]) await BuyAsync(customer, $"of-{customer}", 1);
        foreach (var customer in (string[])["ada", "guest"]) await DoAsync(customer, new ChangeConsent { ConsentId = $"yes-{customer}", Channel = ContactChannel.Email, Purpose = ContactPurpose.Survey, IsGiven = true });
        await AssertDoneAsync(MergeAsync());
        await DoAsync("guest", new ChangeConsent { ConsentId = "no", Channel = ContactChannel.Email, Purpose = ContactPurpose.Survey, IsGiven = false });

        await AssertDoneAsync(_host.AskAsync(new UndoMerges("guest", "merge-1", null, null, SinceStays: true)));

        foreach (var customer in (string[])["ada", "guest"]) Assert.Contains(await _host.Customer(customer).EntriesAsync(0, 100), entry => entry.Event is ConsentChanged { IsGiven: false });
        await AssertVerifiesAsync();
    }

    [Fact]
    public async Task Person_who_was_merged_is_erased_under_every_id_and_from_what_was_put_away()
    {
        const string ada = "ada@planted.example", guest = "guest.of.ada@planted.example", sister = "sister@example.org";
        foreach (var (customer, purchase) in new[] { (ada, "p1"), (guest, "p2"), (sister, "p3") }) await BuyAsync(customer, purchase, 10);
        await DoAsync(guest, new RegisterCustomer { Name = "Planted Guest", Email = guest });
        await AssertDoneAsync(MergeAsync("first", sister, ada));
        await AssertDoneAsync(_host.AskAsync(new UndoMerges(sister, "first", null, "Not planted")));
        await AssertDoneAsync(MergeAsync("second", guest, ada));
        var reports = await CountersAsync();

        var erased = (await _host.AskAsync(new EraseCustomer(guest, "request-1", "maria", null))).Erasure!;
        await _host.SettleAsync();

        Assert.Equal(ErasureStatus.Done, erased.Status);
        var left = new StringBuilder();
        await foreach (var line in _host.Export().ReadAsync()) left.AppendLine(line.Entry is { } entry ? LedgerJson.EncodeWhole(entry) : "");
        foreach (var kind in Enum.GetValues<ActorKind>())
            foreach (var key in await _ledger.ReadKeysAsync(kind, null, 100)) left.AppendLine(key).AppendLine(LedgerJson.Encode((await _ledger.RecallAsync(new(new(kind, key), WithRow: true, []))).Row!.State));
        foreach (var message in await _ledger.ReadMessagesAsync(100)) left.AppendLine($"{message}");
        Assert.DoesNotContain("planted.example", left.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Planted Guest", left.ToString(), StringComparison.OrdinalIgnoreCase);
        await AssertVerifiesAsync();
        Assert.Equal(reports, await CountersAsync());
        Assert.Equal(2, (await _host.Customer(erased.ErasedId).GetAsync())!.Orders);
        Assert.Equal(1, (await BuyAsync(guest, "p9", 1)).Receipt!.Orders);
        Assert.Equal(1, (await _host.Customer(sister).GetAsync())!.Orders);
        await AssertVerifiesAsync();
    }
}
