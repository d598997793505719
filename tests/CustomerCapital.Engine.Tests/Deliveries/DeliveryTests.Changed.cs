using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Subscriptions;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Deliveries;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Engine.Subscriptions;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Engine.Tests.Deliveries;

/// <content>Histories that are written anew while something of them waits.</content>
public sealed partial class DeliveryTests
{
    [Fact]
    public async Task What_waits_of_a_customer_who_is_merged_and_separated_meanwhile_arrives_as_it_was()
    {
        await BuyAsync(["ada", "guest"], 2);
        var all = await AllAsync();
        var (isDown, taken) = (true, new List<Entry>());
        var destination = new ScriptedDestination((entry, _) =>
        {
            if (isDown) return DeliveryResult.Failed("down");
            lock (taken) taken.Add(entry);
            return DeliveryResult.Taken;
        });
        var delivery = Of(destination);
        await RunAsync(delivery);
        foreach (var merge in (string[])["m1", "m2"])
        {
            Assert.Equal(OutcomeStatus.Accepted, (await _host.AskAsync(new MergeCustomers("guest", "ada", merge, null, null))).Status);
            if (merge == "m1") Assert.Equal(OutcomeStatus.Accepted, (await _host.AskAsync(new UndoMerges("guest", merge, null, null))).Status);
        }

        isDown = false;
        _time.Advance(TimeSpan.FromHours(1));
        await RunAsync(delivery);

        var known = all.Select(TextOf).ToHashSet();
        Assert.Equal(known.Order(), taken.Select(TextOf).Where(known.Contains).Order());
        // Of each merge there is the standing that it gives, and itself.
        Assert.Equal(["StandingChanged", "CustomersMerged", "StandingChanged", "CustomersMerged"], taken.Where(entry => !known.Contains(TextOf(entry))).Select(entry => entry.Event.GetType().Name));
        Assert.Equal(taken.Count, taken.Select(EntryId.Of).Distinct().Count());

        static string TextOf(Entry entry) => LedgerJson.EncodeWhole(entry);
    }

    [Fact]
    public async Task What_waits_of_a_person_who_is_erased_meanwhile_names_nobody_and_holds_nobody_up()
    {
        await BuyAsync(["ada@planted.example", "bob"], 2);
        var isDown = true;
        var destination = new ScriptedDestination((_, _) => isDown ? DeliveryResult.Failed("down for ada@planted.example") : DeliveryResult.Taken);
        var delivery = new Delivery(SubscriptionRunner.DeliveryOf("shop"), _ledger, destination, _time, new Random(1), new());
        Assert.NotNull((await _host.Customer(new ActorId(ActorKind.Subscription, "shop")).ExecuteAsync([new DefineSubscription { Rules = new() { Url = "https://shop.example/hooks" }, Secret = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0" }]))[0].Receipt);
        await RunAsync(delivery);

        var erased = (await _host.AskAsync(new EraseCustomer("ada@planted.example", "request-1", "maria", null))).Erasure!;

        Assert.Equal(ErasureStatus.Done, erased.Status);
        Assert.DoesNotContain("planted", (await _ledger.ReadControlAsync("delivery:subscription:shop"))!.Json, StringComparison.Ordinal);
        isDown = false;
        _time.Advance(TimeSpan.FromHours(1));
        delivery = new(SubscriptionRunner.DeliveryOf("shop"), _ledger, destination, _time, new Random(1), new());
        await RunAsync(delivery);
        Assert.Empty(delivery.State!.Waiting);
        Assert.Contains(new EntryId("bob", 1), destination.Taken);
        Assert.Contains(new EntryId(erased.ErasedId, 1), destination.Taken);
    }
}
