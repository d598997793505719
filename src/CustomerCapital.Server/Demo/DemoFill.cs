using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Server.Demo;

/// <summary>Puts the demo's two years into an engine. Done again it changes nothing; interrupted, it completes what is missing.</summary>
internal sealed class DemoFill(ICustomerCapital capital, int customers, int seed)
{
    /// <summary>Share of the demo's revenue that is margin.</summary>
    public const decimal MarginRate = 0.4m;

    /// <summary>A point for each euro, until the end of the quarter twelve months later; each pays one cent.</summary>
    private static readonly WalletRule Points = new("points", Life: new(12, LifeEnd.Quarter), Worth: new(Money.Scale / 100), ExpectedSpending: 0.9m) { Earn = [new(1)] };

    private const int AtOnce = 512;

    /// <summary>The first day of the demo that the ledger holds; of the one that ends with a day where it holds nothing.</summary>
    /// <exception cref="UsageException">The ledger holds other customers than the demo's.</exception>
    public async Task<DateOnly> FirstDayAsync(DateOnly lastDay)
    {
        var first = await capital.Customer(DemoRetailer.FirstCustomerId).EntriesAsync(0, 1);
        if (first.Count > 0) return DateOnly.FromDateTime(first[0].OccurredAt.UtcDateTime);
        if ((await capital.AskAsync(new FindCustomers(Segment.Everyone, null, 1))).Lines.Count > 0)
            throw new UsageException("This database holds customers that are not the demo's; name another with --database.");
        await capital.Policy.PutAsync(capital.Policy.Program.Policy with { MarginRate = MarginRate, Wallets = [Points] }, null);
        return DemoRetailer.FirstDayOf(lastDay);
    }

    /// <summary>How many commands there are.</summary>
    public long Count(DateOnly firstDay) => Retailer(firstDay).Waves().Sum(wave => (long)wave.Count);

    /// <summary>Carries out every command, many customers side by side.</summary>
    /// <exception cref="UsageException">The ledger holds a demo made with other options.</exception>
    public async Task RunAsync(DateOnly firstDay, Action<long> advance, CancellationToken cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        foreach (var wave in Retailer(firstDay).Waves())
        {
            await Parallel.ForEachAsync(wave.GroupBy(envelope => envelope.CustomerId), options, async (commands, _) =>
            {
                var outcomes = await capital.ExecuteAsync(commands.Key, await NewAsync(commands));
                if (outcomes.FirstOrDefault(outcome => outcome.Receipt is null) is { } refused) throw OtherDemo(commands.Key, refused);
                advance(commands.Count());
            });
        }
    }

    /// <summary>Leaves out the registration of somebody whom the register knows by name: it may have been changed since.</summary>
    private async Task<IReadOnlyList<ActorCommand>> NewAsync(IGrouping<string, CommandEnvelope> commands)
    {
        var all = commands.Select(envelope => envelope.Command).ToList();
        if (all.Exists(command => command is RegisterCustomer) && (await capital.Customer(commands.Key).GetAsync())?.Profile.Name is not null)
            all.RemoveAll(command => command is RegisterCustomer);
        return all;
    }

    private DemoRetailer Retailer(DateOnly firstDay) => new(firstDay, customers, new Random(seed));

    private static UsageException OtherDemo(string customerId, CommandOutcome refused) => new(
        $"This database holds a demo made with other --customers or --seed (customer '{customerId}': {refused.Message}); give the same ones, or name another with --database.");
}
