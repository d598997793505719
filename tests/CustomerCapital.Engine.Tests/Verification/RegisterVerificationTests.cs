using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Verification;

/// <summary>Channel and acquisition cost are recounted as they are changed, and not only as they are registered.</summary>
public sealed class RegisterVerificationTests
{
    private static readonly DateTimeOffset Today = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Changes_of_channel_and_cost_in_any_order_of_arrival_are_no_differences()
    {
        await using var host = await InProcessHost.StartAsync(new InMemoryLedger(), new(), new FakeTimeProvider(Today));
        var outcomes = await host.ExecuteAsync("ada",
        [
            new RegisterCustomer { AcquisitionChannel = "web", AcquisitionCost = Money.Round(5), OccurredAt = Today.AddDays(-90) },
            new RecordPurchase { PurchaseId = "p1", Amount = Money.Round(10), OccurredAt = Today.AddDays(-80) },
            new ChangeRegistration { AcquisitionChannel = "fair", AcquisitionCost = Money.Round(7), OccurredAt = Today.AddDays(-10) },
            new ChangeRegistration { ChangeId = "late", AcquisitionChannel = "shop", OccurredAt = Today.AddDays(-20) },
            new ChangeRegistration { Clear = ["acquisitionCost"], OccurredAt = Today.AddDays(-5) },
            new RegisterCustomer { RegistrationId = "later still", AcquisitionChannel = "letter", AcquisitionCost = Money.Round(9), OccurredAt = Today.AddDays(-30) },
        ]);

        Assert.All(outcomes, outcome => Assert.NotNull(outcome.Receipt));
        var state = (await host.Customer("ada").GetAsync())!;
        Assert.Equal(("fair", Money.Zero), (state.AcquisitionChannel, state.AcquisitionCost));
        Assert.Empty((await host.Verifier().VerifyAsync(_ => { })).Differences);
    }
}
