using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Server.Demo;

/// <summary>Puts the demo's two years into an engine, from one stop of the demo's clock to the next. Done again it changes nothing; interrupted, it completes what is missing.</summary>
/// <param name="capital">The engine, which decides by the clock.</param>
/// <param name="clock">Shows the story's moments until the fill has ended.</param>
/// <param name="settle">Delivers messages, and does due work of customers, campaigns and raffles, until nothing is left.</param>
/// <param name="customers">How many customers come.</param>
/// <param name="seed">Another one makes another story.</param>
internal sealed class DemoFill(ICustomerCapital capital, DemoClock clock, Func<Task> settle, int customers, int seed)
{
    private const int AtOnce = 512;

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly DemoStaff _staff = new(capital);

    /// <summary>The first day of the demo that the ledger holds; of the one that ends with a day where it holds nothing.</summary>
    /// <exception cref="UsageException">The ledger holds other customers than the demo's.</exception>
    public async Task<DateOnly> FirstDayAsync(DateOnly lastDay)
    {
        var first = await capital.Customer(DemoRetailer.FirstCustomerId).EntriesAsync(0, 1);
        if (first.Count > 0) return DateOnly.FromDateTime(first[0].OccurredAt.UtcDateTime);
        if ((await capital.AskAsync(new FindCustomers(Segment.Everyone, null, 1))).Lines.Count > 0)
            throw new UsageException("This database holds customers that are not the demo's; name another with --database.");
        return DemoRetailer.FirstDayOf(lastDay);
    }

    /// <summary>How many commands there are, without what campaigns bring about.</summary>
    public long Count(DateOnly firstDay) => Retailer(Days(firstDay)).Steps().Sum(step => step.Waves.Sum(wave => (long)wave.Count));

    /// <summary>Lives through the two years: carries out every command, many customers side by side, and at each stop of the clock what is due then.</summary>
    /// <exception cref="UsageException">The ledger holds a demo made with other options.</exception>
    public async Task RunAsync(DateOnly firstDay, Action<long> advance, CancellationToken cancellation)
    {
        var days = Days(firstDay);
        // A demo that was lived through to its end has gone on by the real time since, and is only held against the story.
        var isOver = (await _staff.ReadAsync(DemoCampaigns.Candlelight)).Status != 0;
        // A stop before the last purchase was kept; kept again, what the interruption left on its way would arrive before it was sent.
        var last = await LastPurchaseAsync();
        var retailer = Retailer(days);
        try
        {
            if (!isOver) await BeginAsync(days);
            foreach (var step in retailer.Steps())
            {
                if (!isOver) clock.Show(step.Until - Moment);
                foreach (var wave in step.Waves) await CarryOutAsync(wave, advance, cancellation);
                if (!isOver && !(step.Until <= last)) await StopAsync(days, step.Until);
                if (step.Until != days.Letter) continue;
                foreach (var (customerId, code) in await _staff.CodesAsync(DemoCampaigns.Letter, days.Letter, cancellation)) retailer.Hear(customerId, "letter", code);
            }
        }
        finally
        {
            clock.Release();
        }

        if (!isOver) await EndAsync();
    }

    private async Task CarryOutAsync(IReadOnlyList<CommandEnvelope> wave, Action<long> advance, CancellationToken cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(wave.GroupBy(envelope => envelope.CustomerId), options, async (commands, _) =>
        {
            var outcomes = await capital.ExecuteAsync(commands.Key, await NewAsync(commands));
            if (outcomes.FirstOrDefault(outcome => outcome.Receipt is null) is { } refused) throw OtherDemo(commands.Key, refused);
            advance(commands.Count());
        });
    }

    /// <summary>The rules of the program, on the day before the first customer comes.</summary>
    private async Task BeginAsync(DemoDays days)
    {
        clock.Show(days.Start.AddDays(-1));
        if ((await capital.Customer(DemoRetailer.FirstCustomerId).EntriesAsync(0, 1)).Count > 0) return;
        await capital.Policy.PutAsync(DemoProgram.During(capital.Policy.Program.Policy, days), null);
        // One for each customer at most.
        await _staff.StockAsync(DemoProgram.TeaTowel, customers + 20);
    }

    /// <summary>The clock stops: what is due is done, and the staff have their turn.</summary>
    private async Task StopAsync(DemoDays days, DateTimeOffset at)
    {
        clock.Show(at);
        await settle();
        await _staff.CallUnhappyAsync(at);
        if (at == days.MonthStart(15)) await _staff.LaunchAsync(DemoCampaigns.Letter, DemoCampaigns.LetterTerms(days));
        if (at == days.Letter)
        {
            await _staff.OpenAsync(DemoCampaigns.GardenRaffle, DemoCampaigns.GardenRules(days));
            await _staff.LaunchAsync(DemoCampaigns.Thanks, DemoCampaigns.ThanksTerms(days));
        }

        if (at == days.Thanks)
        {
            await _staff.LaunchAsync(DemoCampaigns.SecondOrder, DemoCampaigns.SecondOrderTerms);
            await _staff.LaunchAsync(DemoCampaigns.Reviews, DemoCampaigns.ReviewsTerms);
        }

        if (at == days.Draw)
        {
            await _staff.OpenAsync(DemoCampaigns.AnniversaryRaffle, DemoCampaigns.AnniversaryRules(days));
            await _staff.LaunchAsync(DemoCampaigns.WeMissYou, DemoCampaigns.WeMissYouTerms(days, customers));
        }

        if (at == days.Mondays[^3]) await _staff.PauseAsync(DemoCampaigns.Reviews, "Many write one word only; Maria is rewriting the terms.");
    }

    /// <summary>By the real time: what is still to come, models of lifetime value and reminders of surveys from now on.</summary>
    private async Task EndAsync()
    {
        await settle();
        var (policy, calendar) = (capital.Policy.Program.Policy, capital.Policy.Program.Calendar);
        await DemoMessages.SaveAsync(capital);
        await capital.Policy.PutAsync(
            policy with { Value = policy.Value with { Refit = Refit.Daily }, Surveys = policy.Surveys with { ReminderDays = DemoMessages.ReminderDays, ReminderTemplate = DemoMessages.Reminder } }, null);
        var nextWeek = calendar.DayOf(capital.Now).AddDays(7).ToDateTime(new TimeOnly(18, 0));
        await _staff.LaunchAsync(DemoCampaigns.Evening, DemoCampaigns.EveningTerms(calendar.ToLocal(calendar.AtLocal(nextWeek))));
        await _staff.LaunchAsync(DemoCampaigns.Anniversary, DemoCampaigns.AnniversaryTerms(holdoutPercent: 0));
        await _staff.ChangeAsync(DemoCampaigns.Anniversary, DemoCampaigns.AnniversaryTerms(holdoutPercent: 10), "A tenth is held out, so that we see what it brings.");
        await DemoMessages.SendAsync(capital);
        await _staff.DraftAsync(DemoCampaigns.Candlelight, DemoCampaigns.CandlelightTerms, "First idea for the winter.");
    }

    /// <summary>When somebody bought last; null where nobody has.</summary>
    private async Task<DateTimeOffset?> LastPurchaseAsync() =>
        (await capital.AskAsync(new FindSortedCustomers(Segment.Everyone, "-lastPurchaseAt", null, 1))).Lines is [var line] ? (DateTimeOffset?)line[PurchaseFields.LastPurchaseAt] : null;

    /// <summary>Leaves out the registration of somebody whom the register knows by name: it may have been changed since.</summary>
    private async Task<IReadOnlyList<ActorCommand>> NewAsync(IGrouping<string, CommandEnvelope> commands)
    {
        var all = commands.Select(envelope => envelope.Command).ToList();
        if (all.Exists(command => command is RegisterCustomer) && (await capital.Customer(commands.Key).GetAsync())?.Profile.Name is not null)
            all.RemoveAll(command => command is RegisterCustomer);
        return all;
    }

    private DemoDays Days(DateOnly firstDay) => new(firstDay, capital.Policy.Program.Calendar);

    private DemoRetailer Retailer(DemoDays days) => new(days, customers, new Random(seed));

    private static UsageException OtherDemo(string customerId, CommandOutcome refused) => new(
        $"This database holds a demo made with other --customers or --seed (customer '{customerId}': {refused.Message}); give the same ones, or name another with --database.");
}
