using System.Net;
using System.Security.Cryptography;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.DueWork;
using CustomerCapital.Engine.Exporting;
using CustomerCapital.Engine.Households;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Engine.Messages;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Engine.Subscriptions;
using CustomerCapital.Engine.Value;
using CustomerCapital.Engine.Verification;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Partitioning;

namespace CustomerCapital.Engine.Hosting;

/// <summary>Runs the engine without a server: actors by need, due work and messages when it is told to. For imports, restoring, reports, verifying, and the simulation.</summary>
public sealed class InProcessHost : ICustomerCapital, IAsyncDisposable
{
    private readonly ILedger _ledger;
    private readonly ILedger? _replica;
    private readonly EngineParts _parts;
    private readonly CustomerSlots _slots;
    private readonly CommandRouting _commands;
    private readonly Calls _calls;
    private readonly Dictionary<string, SubscriptionRunner> _subscriptions = [];
    private readonly TimeProvider _time;
    private readonly Dictionary<string, (CampaignPlace Place, DateTimeOffset? NotBefore)> _places = [];

    private InProcessHost(ILedger ledger, ILedger? replica, PolicyActor policy, EngineOptions options, TimeProvider time, Func<int, byte[]>? newSeed, Func<string, CancellationToken, Task<IPAddress[]>>? resolveHost)
    {
        (_ledger, _replica, _calls, _time) = (ledger, replica, new(options, time), time);
        _parts = new(ledger, replica, policy, id => _slots!.Customer(id), options, time) { Local = () => _slots!, NewSeed = newSeed ?? RandomNumberGenerator.GetBytes, ResolveHost = resolveHost ?? Dns.GetHostAddressesAsync, SettleAsync = SettleAllAsync, WakeValue = () => Value.RunAsync() };
        _slots = new(_parts);
        _commands = new(_slots.Customer, (customerId, command, call) => CommandRouting.QuestionOf(customerId, command, call).AnswerAsync(_parts));
    }

    /// <inheritdoc cref="ICustomerCapital.Policy"/>
    public PolicyActor Policy => _parts.Policy;

    IPolicy ICustomerCapital.Policy => Policy;

    public DateTimeOffset Now => _parts.Time.GetUtcNow();

    /// <summary>Due work.</summary>
    public DueWorkSweeper Sweeper => _parts.Sweeper;

    /// <summary>Messages from actor to actor.</summary>
    public MessageCourier Courier => _parts.Courier;

    /// <summary>How many customers' actors are in memory.</summary>
    public int ActorCount => _slots.Count;

    /// <summary>How many commands of callers are in work, and how many wait to be; neither exceeds <see cref="EngineOptions.CommandLimit"/>.</summary>
    public (long InWork, long InLine) CommandCount => (_calls.InWork, _calls.InLine);

    /// <summary>Completes the ledger's schema and loads the policy. The host owns the ledger from then on.</summary>
    /// <param name="ledger">Where everything is kept.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="replica">A copy of the ledger that may be behind, from which lists and counts of customers are read; null to read them from the ledger itself. Owned too.</param>
    /// <param name="newSeed">Makes the seeds of raffles, of so many bytes; null for the operating system's random numbers.</param>
    /// <exception cref="ArgumentException">An option is beyond its limits.</exception>
    /// <param name="resolveHost">Looks the addresses of a host up, to which webhooks are sent; null for the operating system.</param>
    public static async Task<InProcessHost> StartAsync(
        ILedger ledger, EngineOptions options, TimeProvider time, ILedger? replica = null, Func<int, byte[]>? newSeed = null, Func<string, CancellationToken, Task<IPAddress[]>>? resolveHost = null)
    {
        OptionLimits.Check(options);
        await PartitionedLedger.RefusePartitionAsync(ledger);
        if (!options.ReadOnly) await ledger.MigrateAsync();
        var policy = await PolicyActor.LoadAsync(new PunctualLedger(ledger, options.AnswerWithin, time), options.TimeZone, options.ReadOnly, time);
        if (!options.ReadOnly) await ledger.CountMissingAsync(policy.Program.Calendar);
        return new(ledger, replica, policy, options, time, newSeed, resolveHost);
    }

    public ICustomer Customer(ActorId actor) =>
        FollowedCustomer.Of(new AdmittedCustomer(_slots.Customer(actor), () => _slots.Committed(actor), _calls), actor, Customer, key => AskAsync(new FindAlias(key)));

    public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<ActorCommand> commands) => ExecuteAsync(customerId, commands, null);

    /// <inheritdoc cref="ICommands.ExecuteAsync"/>
    /// <param name="customerId">The customer's id.</param>
    /// <param name="commands">What to carry out.</param>
    /// <param name="call">As in <see cref="ICustomer.ExecuteAsync"/>. A referral concerns two customers: the call is to be revoked for both.</param>
    public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<ActorCommand> commands, Guid? call) =>
        CommandMeter.MeasureAsync(() => _calls.RunAsync(Math.Max(1, commands.Count), () => FollowAsync(customerId, commands, call)));

    public Task<TAnswer> AskAsync<TAnswer>(Question<TAnswer> question, CancellationToken cancellation = default) => question.AnswerAsync(_parts, cancellation);

    /// <summary>Fits and scores by models of lifetime value, when it is told to.</summary>
    public ValueRunner Value => _parts.Value;

    /// <summary>Sends messages to customers, when it is told to.</summary>
    /// <param name="transport">The mail server; null for none.</param>
    /// <param name="mayGoTwice">As of <see cref="MailDestination"/>.</param>
    public MailRunner Mail(IMailTransport? transport, Action<string, string> mayGoTwice) => new(_parts, transport, _time, mayGoTwice);

    /// <summary>Verifies the ledger.</summary>
    public LedgerVerifier Verifier() => new(_ledger, Policy.InForce);

    /// <summary>Reads the whole ledger.</summary>
    /// <param name="linkKeys">As of <see cref="LedgerExport"/>.</param>
    public LedgerExport Export(bool linkKeys = false) => new(_ledger, Policy.Program.Policy, linkKeys);

    /// <summary>Restores an export.</summary>
    public LedgerRestore Restore() => new(_slots.Customer, Policy, _ledger);

    /// <summary>Delivers messages and does due work until neither is left.</summary>
    public async Task SettleAsync(CancellationToken cancellation = default)
    {
        while (await Courier.DeliverAsync(cancellation) + await Sweeper.SweepAsync(cancellation) > 0)
        {
            // Each may leave work to the other.
        }
    }

    /// <summary>Runs campaigns until nothing is left to do now. How far they have come is kept in this process alone: another begins anew, which grants nothing twice.</summary>
    public async Task RunCampaignsAsync(CancellationToken cancellation = default)
    {
        while (await StepCampaignsAsync(cancellation) > 0)
        {
            // What one does may leave work to another.
        }
    }

    private Task<IReadOnlyList<CommandOutcome>> FollowAsync(string customerId, IReadOnlyList<ActorCommand> commands, Guid? call) =>
        FollowedCustomer.FollowAsync(
            commands, () => _commands.ExecuteAsync(customerId, commands, call), (into, left) => FollowAsync(into, left, call), (household, command) => AskAsync(new SpendOfHousehold(household, customerId, command)));

    /// <returns>How much was done.</returns>
    private async Task<int> StepCampaignsAsync(CancellationToken cancellation)
    {
        var done = 0;
        foreach (var campaignId in await new FindLiveCampaigns().AnswerAsync(_parts, cancellation))
        {
            int worked;
            do
            {
                var (place, notBefore) = _places.GetValueOrDefault(campaignId);
                // A campaign that gives so many a second at most.
                if (notBefore > Now) break;
                var step = await _parts.Campaigns.StepAsync(campaignId, place ?? new(), cancellation);
                _places[campaignId] = (step.Place, step.Done > 0 ? step.Next : null);
                done += worked = step.Done;
            }
            while (worked > 0);
        }

        return done;
    }

    private async Task<bool> SettleAllAsync(CancellationToken cancellation)
    {
        var done = await Courier.DeliverAsync(cancellation) + await Sweeper.SweepAsync(cancellation);
        return done + await StepCampaignsAsync(cancellation) + await RunRafflesAsync(cancellation) == 0;
    }

    /// <summary>Runs raffles until nothing is left to do now.</summary>
    /// <returns>How much was done.</returns>
    public async Task<int> RunRafflesAsync(CancellationToken cancellation = default)
    {
        var done = 0;
        foreach (var raffleId in await new FindLiveRaffles().AnswerAsync(_parts, cancellation))
        {
            // A step does a page at most.
            while ((await _parts.Raffles.StepAsync(raffleId, cancellation)).Done is > 0 and var some) done += some;
        }

        return done;
    }

    /// <summary>Delivers to subscriptions until nothing is left to do now.</summary>
    public async Task RunSubscriptionsAsync(CancellationToken cancellation = default)
    {
        foreach (var subscriptionId in await new FindLiveSubscriptions().AnswerAsync(_parts, cancellation))
        {
            if (!_subscriptions.TryGetValue(subscriptionId, out var runner)) _subscriptions.Add(subscriptionId, runner = new(_parts, subscriptionId));
            while ((await runner.StepAsync(cancellation)).Done > 0)
            {
                // A step sends a page at most.
            }
        }
    }

    /// <summary>Takes no more commands, lets what was accepted finish, and closes the ledger.</summary>
    public async ValueTask DisposeAsync()
    {
        await _calls.CloseAsync();
        await _ledger.DisposeAsync();
        if (_replica is not null) await _replica.DisposeAsync();
        Policy.Dispose();
        _parts.Dispose();
    }
}
