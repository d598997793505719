using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Verification;

/// <summary>States of referrers that programs of before have left are found, and those of this one are not among them.</summary>
public sealed class ReferralVerificationTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Today = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private readonly InMemoryLedger _ledger = new();
    private InProcessHost _host = null!;

    public async Task InitializeAsync() => _host = await InProcessHost.StartAsync(_ledger, new(), new FakeTimeProvider(Today));

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Conversions_that_were_undone_and_not_filled_up_are_named()
    {
        var history = new List<ActorEvent> { new EnrolmentChanged(true) };
        history.AddRange(Enumerable.Range(1, 20).Select(day => new ConversionCounted($"friend-{day}", true, October(day))));
        history.AddRange(Enumerable.Range(7, 14).Select(day => new ConversionCounted($"friend-{day}", false, October(day))));
        await RestoreAsync("ada", history);

        var difference = Assert.Single(await DifferencesAsync(), text => text.Contains("conversions", StringComparison.Ordinal));

        Assert.StartsWith("Customer 'ada': the entries give the latest conversions of referrals at 2026-10-06T12:00:00.0000000Z, 2026-10-05", difference, StringComparison.Ordinal);
        Assert.NotNull((await _host.Customer("ada").ExecuteAsync([new CountConversion { ReferredCustomerId = "friend-21", Change = 1, ConvertedAt = October(21) }]))[0].Receipt);
        Assert.DoesNotContain(await DifferencesAsync(), text => text.Contains("conversions", StringComparison.Ordinal));
        Assert.Equal(7, (await _host.Customer("ada").GetAsync())!.LatestConversions.Count);
    }

    [Fact]
    public async Task Conversion_that_was_not_told_of_an_earlier_first_order_is_named_and_told_with_the_next_command()
    {
        await RestoreAsync("bob", [new ReferralAccepted("f", "ada")], October(1));
        await RestoreAsync("bob", [new PurchaseRecorded("p1", Money.Round(1), null, null)], October(9));
        await RestoreAsync("bob", [new ReferralConversionChanged("ada", 1, October(9))], October(9));
        await _host.SettleAsync();
        await RestoreAsync("bob", [new PurchaseRecorded("p0", Money.Round(1), null, null)], October(3));

        Assert.Contains(
            "Customer 'bob': by the orders, the referral by 'ada' converts at 2026-10-03T12:00:00.0000000+00:00, but 'ada' was told otherwise.", await DifferencesAsync());

        await ExecuteAsync("bob", new RecordPurchase { PurchaseId = "p2", Amount = Money.Round(1) });
        await _host.SettleAsync();
        Assert.DoesNotContain(await DifferencesAsync(), text => text.Contains("referral", StringComparison.Ordinal));
        Assert.Equal([October(3)], (await _host.Customer("ada").GetAsync())!.LatestConversions.NewestFirst);
    }

    [Fact]
    public async Task Conversion_that_waits_to_be_told_is_none_and_one_that_nobody_tells_is_named()
    {
        await ExecuteAsync("ada", new MakeReferral { ReferralId = "f", ReferredCustomerId = "bob", OccurredAt = October(1) });
        await ExecuteAsync("bob", new RecordPurchase { PurchaseId = "p1", Amount = Money.Round(1), OccurredAt = October(2) });
        Assert.Empty(await DifferencesAsync());

        await _host.SettleAsync();
        Assert.Empty(await DifferencesAsync());

        await RestoreAsync("carl", [new ReferralAccepted("g", "eve")], October(1));
        await RestoreAsync("carl", [new PurchaseRecorded("p1", Money.Round(1), null, null)], October(2));
        await RestoreAsync("carl", [new ReferralConversionChanged("eve", 1, October(2))], October(2));
        var lost = await _ledger.ReadMessagesAsync(10);
        await _ledger.SettleMessagesAsync(new() { Delivered = [.. lost.Select(message => message.MessageId)] });
        Assert.Contains("Customer 'eve' has not counted change 1 of the referral of 'carl', and no message says so.", await DifferencesAsync());
    }

    [Fact]
    public async Task Referrer_stands_where_the_first_order_as_known_now_says_and_verify_agrees()
    {
        await ExecuteAsync("ada", new SetEnrolment { EnrolmentId = "e", Enrolled = true, OccurredAt = Date(2025, 11, 1) });
        await ExecuteAsync("ada", new RecordPurchase { PurchaseId = "own", Amount = Money.Round(1), OccurredAt = Date(2026, 10, 1) });
        await ExecuteAsync("ada", new MakeReferral { ReferralId = "f", ReferredCustomerId = "bob", OccurredAt = Date(2025, 11, 2) });
        await ExecuteAsync("bob", new RecordPurchase { PurchaseId = "second", Amount = Money.Round(1), OccurredAt = Date(2026, 3, 10) });
        await _host.SettleAsync();
        Assert.Equal(Rung.Advocate, (await _host.Customer("ada").GetAsync())!.Standing.Rung);

        await ExecuteAsync("bob", new RecordPurchase { PurchaseId = "first", Amount = Money.Round(1), OccurredAt = Date(2025, 11, 20) });
        await _host.SettleAsync();

        Assert.Equal(Rung.Member, (await _host.Customer("ada").GetAsync())!.Standing.Rung);
        Assert.Empty(await DifferencesAsync());

        await ExecuteAsync("bob", new Domain.Returns.RecordReturn { ReturnId = "r", PurchaseId = "first" });
        await _host.SettleAsync();
        Assert.Equal(Rung.Advocate, (await _host.Customer("ada").GetAsync())!.Standing.Rung);
        Assert.Empty(await DifferencesAsync());
    }

    private static DateTimeOffset Date(int year, int month, int day) => new(year, month, day, 12, 0, 0, TimeSpan.Zero);

    private static DateTimeOffset October(int day) => Date(2026, 10, day);

    private async Task ExecuteAsync(string customerId, ActorCommand command) => Assert.NotNull((await _host.ExecuteAsync(customerId, [command]))[0].Receipt);

    private async Task<IReadOnlyList<string>> DifferencesAsync() => (await _host.Verifier().VerifyAsync(_ => { })).Differences;

    /// <summary>Adds entries as a program of before has written them.</summary>
    private async Task RestoreAsync(string customerId, IReadOnlyList<ActorEvent> events, DateTimeOffset? at = null)
    {
        var before = (await _host.Customer(customerId).GetAsync())?.Sequence ?? 0;
        await _host.Customer(customerId).RestoreAsync([.. events.Select((happened, i) => new Entry(customerId, before + i + 1, at ?? Date(2026, 11, 1), Today, happened, NaturalIdOf(happened)))]);
    }

    private static string? NaturalIdOf(ActorEvent happened) => happened switch
    {
        ConversionCounted counted => CountConversion.IdOf(counted.ReferredCustomerId, counted.Converted ? 1 : 2),
        _ => happened.Ids()?.NaturalId,
    };
}
