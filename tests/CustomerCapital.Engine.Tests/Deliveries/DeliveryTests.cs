using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Deliveries;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.Reading;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Deliveries;

/// <summary>What a destination outside is offered: everything, in order for each customer, again after failures and crashes, and nothing while it is left alone.</summary>
public sealed partial class DeliveryTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(Start.AddYears(1));
    private readonly InMemoryLedger _ledger = new();
    private readonly DateTimeOffset _since = Start.AddYears(1);
    private InProcessHost _host = null!;
    private int _purchases;

    public async Task InitializeAsync() => _host = await InProcessHost.StartAsync(_ledger, new(), _time);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task StepAsync_offers_every_entry_in_the_order_of_its_history()
    {
        await BuyAsync(["ada", "bob", "cleo"], 5);
        var destination = new ScriptedDestination((_, _) => DeliveryResult.Taken);

        await RunAsync(Of(destination, page: 4));

        destination.AssertWhole(await AllAsync());
        Assert.Equal(destination.Taken.Count, destination.Taken.Distinct().Count());
    }

    [Fact]
    public async Task StepAsync_begins_with_what_was_recorded_since()
    {
        await BuyAsync(["ada"], 2);
        _time.Advance(TimeSpan.FromHours(1));
        var since = _time.GetUtcNow();
        await BuyAsync(["bob"], 2);
        var destination = new ScriptedDestination((_, _) => DeliveryResult.Taken);

        await RunAsync(Of(destination), since);

        Assert.Equal(["bob"], destination.Taken.Select(taken => taken.Actor.Key).Distinct());
    }

    [Fact]
    public async Task StepAsync_rests_nine_times_as_long_as_it_took_while_purchases_need_the_processors()
    {
        await BuyAsync(["ada"], 10);
        var busy = new FaultyLedger(_ledger) { AppendsInWork = new DeliveryOptions().BusyAppends * Environment.ProcessorCount };
        var destination = new ScriptedDestination((_, _) =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            return DeliveryResult.Taken;
        });
        var delivery = new Delivery("test", busy, destination, _time, new Random(1), new() { Page = 2 });

        var began = _time.GetUtcNow();
        var step = delivery.StepAsync(_since, 0);
        while (!step.IsCompleted)
        {
            await Task.Delay(1);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange((_time.GetUtcNow() - began).TotalMilliseconds, destination.Taken.Count * 100, double.MaxValue);

        busy.AppendsInWork--;
        began = _time.GetUtcNow();
        var before = destination.Taken.Count;
        await delivery.StepAsync(_since, 0).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal((destination.Taken.Count - before) * 10, (_time.GetUtcNow() - began).TotalMilliseconds);
    }

    [Fact]
    public async Task Entry_that_fails_holds_back_those_of_its_customer_alone_and_is_offered_again()
    {
        await BuyAsync(["ada", "bob"], 2);
        var destination = new ScriptedDestination((entry, _) => entry.CustomerId == "ada" ? DeliveryResult.Failed("no") : DeliveryResult.Taken);
        var delivery = Of(destination);

        await RunAsync(delivery);
        Assert.Equal([1], destination.Offered.Where(offered => offered.Entry.Actor.Key == "ada").Select(offered => offered.Attempt));
        Assert.DoesNotContain(destination.Taken, taken => taken.Actor.Key == "ada");
        destination.Answer = (_, _) => DeliveryResult.Taken;
        await RunAsync(delivery);
        Assert.Single(destination.Offered, offered => offered.Entry.Actor.Key == "ada");
        _time.Advance(TimeSpan.FromSeconds(6));
        await RunAsync(delivery);

        destination.AssertWhole(await AllAsync());
    }

    [Fact]
    public async Task Entry_that_is_for_later_loses_no_attempt_and_holds_back_its_customer_alone()
    {
        await BuyAsync(["ada", "bob"], 2);
        var destination = new ScriptedDestination((entry, _) => entry.CustomerId == "ada" ? DeliveryResult.Later("not yet", TimeSpan.FromSeconds(1)) : DeliveryResult.Taken);
        var delivery = Of(destination);

        for (var second = 0; second < 20; second++)
        {
            await RunAsync(delivery);
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal((0, 0), (delivery.State!.Failed, delivery.State.GivenUp));
        Assert.Null(delivery.State.PausedUntil);
        Assert.All(destination.Offered, offered => Assert.Equal(1, offered.Attempt));
        destination.Answer = (_, _) => DeliveryResult.Taken;
        await RunAsync(delivery);

        destination.AssertWhole(await AllAsync());
    }

    [Fact]
    public async Task Entry_that_always_fails_is_given_up_after_the_last_attempt_and_the_next_of_its_customer_goes_on()
    {
        await BuyAsync(["ada", "bob"], 1);
        var destination = new ScriptedDestination((entry, _) => entry is { CustomerId: "ada", Sequence: 1 } ? DeliveryResult.Failed("Answered 500.") : DeliveryResult.Taken);
        var (delivery, options) = (Of(destination), new DeliveryOptions());

        await RunAsync(delivery);
        foreach (var wait in options.Retries)
        {
            // The others are taken, so that the destination is not at fault.
            await BuyAsync(["bob"], 1);
            Assert.Empty(destination.GivenUp);
            _time.Advance(wait * 1.2);
            await RunAsync(delivery);
        }

        Assert.Equal([(new EntryId("ada", 1), "Answered 500.")], destination.GivenUp);
        Assert.Equal(Enumerable.Range(1, options.Retries.Count + 1), destination.Offered.Where(offered => offered.Entry == new EntryId("ada", 1)).Select(offered => offered.Attempt));
        Assert.Contains(new EntryId("ada", 2), destination.Taken);
        Assert.Equal((1, 0), (delivery.State!.GivenUp, delivery.State.Waiting.Count));
    }

    [Fact]
    public async Task Entry_that_is_refused_is_given_up_at_once()
    {
        await BuyAsync(["ada"], 1);
        var destination = new ScriptedDestination((entry, _) => entry.Sequence == 1 ? DeliveryResult.Refused("never") : DeliveryResult.Taken);

        await RunAsync(Of(destination));

        Assert.Equal([(new EntryId("ada", 1), "never")], destination.GivenUp);
        Assert.Contains(new EntryId("ada", 2), destination.Taken);
    }

    [Fact]
    public async Task Entry_at_which_the_destination_fails_in_a_way_that_nobody_foresaw_holds_up_nobody_else()
    {
        await BuyAsync(["ada", "bob", "cleo"], 2);
        var destination = new ScriptedDestination((entry, _) => entry.CustomerId == "ada" ? throw new OverflowException("too large") : DeliveryResult.Taken);
        var delivery = Of(destination);

        await RunAsync(delivery);

        Assert.Equal(["bob", "cleo"], destination.Taken.Select(taken => taken.Actor.Key).Distinct().Order());
        Assert.Equal("OverflowException: too large", Assert.Single(delivery.State!.Recent, attempt => attempt.Failure is not null).Failure);
    }

    [Fact]
    public async Task Destination_that_takes_nothing_is_left_alone_ever_longer_and_loses_nothing()
    {
        await BuyAsync([.. Enumerable.Range(0, 40).Select(i => $"c{i:00}")], 1);
        var destination = new ScriptedDestination((_, _) => DeliveryResult.Failed("down"));
        var delivery = Of(destination, page: 10);

        for (var round = 0; round < 400; round++)
        {
            await RunAsync(delivery);
            Assert.InRange(delivery.State!.Waiting.Count, 1, 20);
            _time.Advance(TimeSpan.FromMinutes(15));
        }

        Assert.Empty(destination.GivenUp);
        Assert.InRange(destination.Offered.Count, 90, 2_000);
        Assert.True(delivery.State!.FailingSince <= _time.GetUtcNow().AddDays(-4));
        destination.Answer = (_, _) => DeliveryResult.Taken;
        for (var round = 0; round < 6; round++)
        {
            _time.Advance(TimeSpan.FromHours(2));
            await RunAsync(delivery);
        }

        destination.AssertWhole(await AllAsync());
        Assert.Null(delivery.State.FailingSince);
    }

    [Fact]
    public async Task Destination_that_asks_to_be_left_alone_is_and_no_attempt_is_counted()
    {
        await BuyAsync(["ada"], 1);
        var destination = new ScriptedDestination((_, _) => DeliveryResult.Failed("Answered 429.", TimeSpan.FromMinutes(30)));
        var delivery = Of(destination);

        var step = await delivery.StepAsync(_since, 0);
        Assert.Equal((_time.GetUtcNow().AddMinutes(30), 1), (step.Next, destination.Offered.Count));
        _time.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(0, (await delivery.StepAsync(_since, 0)).Done);
        _time.Advance(TimeSpan.FromMinutes(1));
        destination.Answer = (_, _) => DeliveryResult.Taken;
        await RunAsync(delivery);

        Assert.Equal([1, 1, 1], destination.Offered.Select(offered => offered.Attempt));
        destination.AssertWhole(await AllAsync());
    }

    [Fact]
    public async Task Delivery_with_as_many_waiting_as_may_reads_nothing_on()
    {
        await BuyAsync([.. Enumerable.Range(0, 30).Select(i => $"c{i:00}")], 1);
        var taken = 0;
        var destination = new ScriptedDestination((_, _) => Interlocked.Increment(ref taken) % 2 == 0 ? DeliveryResult.Taken : DeliveryResult.Failed("no"));
        var delivery = Of(destination, page: 10, waitingLimit: 10);

        await RunAsync(delivery);

        Assert.InRange(delivery.State!.Waiting.Count, 10, 20);
        Assert.True(destination.Offered.Select(offered => offered.Entry.Actor).Distinct().Count() < 30);
        Assert.True((await delivery.StepAsync(_since, 0)).Next > _time.GetUtcNow());
    }

    [Fact]
    public async Task Destination_that_is_stopped_is_offered_nothing_more_and_goes_on_where_it_was()
    {
        await BuyAsync([.. Enumerable.Range(0, 30).Select(i => $"c{i:00}")], 1);
        var offered = 0;
        var destination = new ScriptedDestination((_, _) => Interlocked.Increment(ref offered) > 5 ? DeliveryResult.Stopped : DeliveryResult.Taken);
        var delivery = Of(destination, page: 10, atOnce: 1);

        await delivery.StepAsync(_since, 0);
        Assert.Equal(6, destination.Offered.Count);
        destination.Answer = (_, _) => DeliveryResult.Taken;
        await RunAsync(delivery);

        destination.AssertWhole(await AllAsync());
        Assert.Equal(destination.Taken.Count, destination.Taken.Distinct().Count());
    }

    [Fact]
    public async Task Replay_sends_everything_since_a_moment_once_more_and_then_goes_on()
    {
        await BuyAsync(["ada"], 1);
        _time.Advance(TimeSpan.FromHours(1));
        var since = _time.GetUtcNow();
        await BuyAsync(["bob"], 1);
        var destination = new ScriptedDestination((_, _) => DeliveryResult.Taken);
        var delivery = Of(destination);
        await RunAsync(delivery);
        var before = destination.Taken.Count;

        await RunAsync(delivery, since, replay: 1);

        Assert.All(destination.Taken.Skip(before), taken => Assert.Equal("bob", taken.Actor.Key));
        Assert.Equal(before, destination.Taken.Distinct().Count());
        Assert.True(destination.Taken.Count > before);
    }

    [Fact]
    public async Task What_was_given_up_is_taken_up_again()
    {
        await BuyAsync(["ada"], 1);
        var destination = new ScriptedDestination((_, _) => DeliveryResult.Refused("never"));
        var delivery = Of(destination);
        await RunAsync(delivery);
        destination.Answer = (_, _) => DeliveryResult.Taken;

        await delivery.TakeUpAsync([.. destination.GivenUp.Select(given => given.Entry)], 7);
        await RunAsync(delivery);

        destination.AssertWhole(await AllAsync());
        Assert.Equal(7, delivery.State!.TakenUpThrough);
    }

    [Fact]
    public async Task Of_two_that_deliver_at_once_the_second_to_keep_its_place_begins_anew_from_that_of_the_first()
    {
        await BuyAsync(["ada"], 1);
        var (one, another) = (new ScriptedDestination((_, _) => DeliveryResult.Taken), new ScriptedDestination((_, _) => DeliveryResult.Taken));
        var (first, second) = (Of(one), Of(another));
        await RunAsync(first);
        await RunAsync(second);
        await BuyAsync(["ada"], 1);
        await first.StepAsync(_since, 0);

        await Assert.ThrowsAsync<VersionConflictException>(() => second.StepAsync(_since, 0));
        var offered = another.Offered.Count;
        await RunAsync(second);

        Assert.Equal(offered, another.Offered.Count);
    }

    /// <remarks>A crash at any moment is a delivery that is begun anew from what the ledger has; the receiver answers by chance.</remarks>
    [Fact]
    public async Task Everything_arrives_in_order_whatever_fails_and_however_often_it_crashes()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var crashes = true;
            var ledger = new FaultyLedger(new InMemoryLedger()) { BeforeWriteControl = Crash, AfterWriteControl = Crash };
            await using var opened = await InProcessHost.StartAsync(ledger, new(), _time);
            var fail = random.NextDouble() * 0.6;
            var destination = new ScriptedDestination((_, _) =>
            {
                lock (random) return random.NextDouble() < fail ? DeliveryResult.Failed("no", random.Next(20) == 0 ? TimeSpan.FromMinutes(1) : null) : DeliveryResult.Taken;
            });
            var delivery = New();
            for (var round = 0; round < 60; round++)
            {
                for (var i = random.Next(6); i > 0; i--) await BuyAsync(opened, $"c{random.Next(8)}", $"p{seed}-{round}-{i}");
                try
                {
                    await RunAsync(delivery);
                }
                catch (LedgerUnavailableException)
                {
                    delivery = New();
                }

                _time.Advance(TimeSpan.FromSeconds(random.Next(400)));
            }

            crashes = false;
            destination.Answer = (_, _) => DeliveryResult.Taken;
            for (var round = 0; round < 30; round++)
            {
                await RunAsync(delivery);
                _time.Advance(TimeSpan.FromHours(6));
            }

            Assert.Empty(destination.GivenUp);
            destination.AssertWhole(await AllAsync(ledger));

            void Crash(string name)
            {
                if (crashes && name.StartsWith("delivery:", StringComparison.Ordinal) && random.Next(4) == 0) throw new LedgerUnavailableException("Crashed.");
            }

            Delivery New() => new("test", ledger, destination, _time, random, new() { Page = 1 + random.Next(20), AtOnce = 1 + random.Next(8), WaitingLimit = 5 + random.Next(20) });
        }
    }

    private Delivery Of(ScriptedDestination destination, int page = 100, int atOnce = 8, int waitingLimit = 1_000) =>
        new("test", _ledger, destination, _time, new Random(1), new() { Page = page, AtOnce = atOnce, WaitingLimit = waitingLimit });

    private async Task RunAsync(Delivery delivery, DateTimeOffset? since = null, int replay = 0)
    {
        while ((await delivery.StepAsync(since ?? _since, replay)).Done > 0)
        {
            // As long as there is something to do at once.
        }
    }

    private async Task BuyAsync(string[] customers, int count)
    {
        for (var i = 0; i < count; i++)
            foreach (var customer in customers) await BuyAsync(_host, customer, $"p{++_purchases}");
    }

    private async Task BuyAsync(InProcessHost host, string customer, string purchaseId)
    {
        var outcome = (await host.Customer(customer).ExecuteAsync([new RecordPurchase { PurchaseId = purchaseId, Amount = new Money(100_000), OccurredAt = _time.GetUtcNow() }]))[0];
        Assert.NotNull(outcome.Receipt);
    }

    private Task<IReadOnlyList<Entry>> AllAsync() => AllAsync(_ledger);

    private static async Task<IReadOnlyList<Entry>> AllAsync(ILedger ledger)
    {
        var (all, place) = (new List<Entry>(), FeedPlace.Start);
        for (; await ledger.ReadFeedAsync(place, 1_000) is { Entries.Count: > 0 } page; place = page.Next) all.AddRange(page.Entries);
        return [.. all.Where(entry => entry.Actor.Kind == ActorKind.Customer)];
    }
}
