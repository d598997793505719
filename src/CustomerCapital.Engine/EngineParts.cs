using System.Net;
using System.Security.Cryptography;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Clock;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.DueWork;
using CustomerCapital.Engine.Duplicates;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Households;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Engine.Messages;
using CustomerCapital.Engine.Needs;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Engine.Referrals;
using CustomerCapital.Engine.Subscriptions;
using CustomerCapital.Engine.Value;
using CustomerCapital.Engine.Vouchers;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine;

/// <summary>What the engine has in one process, whatever runs it. Questions are answered from it. Ledgers and policy stay their opener's.</summary>
/// <param name="ledger">Where everything is kept.</param>
/// <param name="replica">A copy of the ledger that may be behind, for lists and counts of customers; null for the ledger itself.</param>
/// <param name="policy">The rules by which this process decides.</param>
/// <param name="actors">An actor by id.</param>
/// <param name="options">Its limits.</param>
/// <param name="time">The machine's clock, by which the engine decides as long as nobody sets the program's.</param>
public sealed class EngineParts(
    ILedger ledger, ILedger? replica, PolicyActor policy, Func<ActorId, ICustomer> actors, EngineOptions options, TimeProvider time) : IDisposable
{
    private readonly Lazy<BoughtTogetherCounter> _boughtTogether = new(() =>
        new(new PunctualLedger(ledger, options.AnswerWithin, time), TimeOf(policy, time).GetUtcNow, time));

    private readonly Lazy<DuplicateFinder> _duplicates = new(() =>
        new(new PunctualLedger(ledger, options.AnswerWithin, time), TimeOf(policy, time).GetUtcNow, time));

    private DueWorkSweeper? _sweeper;
    private ErasureRunner? _erasures;
    private HouseholdLines? _households;
    private ReferralActor? _referrals;
    private RetentionRunner? _retention;
    private WebhookSender? _webhooks;
    private bool _isDisposed;

    /// <summary>The ledger, for whoever waits for its answer; it is unavailable where it does not answer in time.</summary>
    public ILedger Ledger { get; } = new PunctualLedger(ledger, options.AnswerWithin, time);

    /// <summary>Where lists and counts of customers are read: the ledger, or a copy of it that may be behind.</summary>
    public ILedger Lists { get; } = new PunctualLedger(replica ?? ledger, options.AnswerWithin, time);

    /// <summary>The rules by which this process decides.</summary>
    public PolicyActor Policy => policy;

    /// <summary>The limits of this process.</summary>
    public EngineOptions Options => options;

    /// <summary>The clock by which the engine decides.</summary>
    public TimeProvider Time { get; } = TimeOf(policy, time);

    /// <summary>The month that is not over yet.</summary>
    public Month RunningMonth => policy.Program.Calendar.MonthOf(Time.GetUtcNow());

    /// <summary>Due work.</summary>
    public DueWorkSweeper Sweeper => LazyInitializer.EnsureInitialized(ref _sweeper, () => new(ledger, policy, actors, Time, ErasePersonsAsync));

    /// <summary>Carries erasures out.</summary>
    public ErasureRunner Erasures => LazyInitializer.EnsureInitialized(ref _erasures, () => new(this));

    /// <summary>Carries the policy's retention out.</summary>
    public RetentionRunner Retention => LazyInitializer.EnsureInitialized(ref _retention, () => new(this));

    /// <summary>Messages from actor to actor.</summary>
    public MessageCourier Courier => field ??= new(ledger, CarryOutAsync, Time);

    /// <summary>Referrals, for the one process that makes them.</summary>
    public ReferralActor Referrals => LazyInitializer.EnsureInitialized(ref _referrals, () => new(ledger, Customer, options.WaitingLimit));

    /// <summary>Who does something in a household, for the one process that lets them.</summary>
    public HouseholdLines Households => LazyInitializer.EnsureInitialized(ref _households, () => new(options.WaitingLimit));

    /// <summary>What is bought together, for the one process that counts it.</summary>
    public BoughtTogetherCounter BoughtTogether => _boughtTogether.Value;

    /// <summary>Customers who are likely to be one person, for the one process that looks for them.</summary>
    public DuplicateFinder Duplicates => _duplicates.Value;

    /// <summary>Runs campaigns.</summary>
    public CampaignRunner Campaigns => field ??= new(this);

    /// <summary>Has what runs a campaign, wherever it is, look at once what is to do.</summary>
    public Func<string, Task> WakeCampaign { get; init; } = _ => Task.CompletedTask;

    /// <summary>Fits and scores by models of lifetime value.</summary>
    public ValueRunner Value { get; } = new(ledger, policy, TimeOf(policy, time));

    /// <summary>Has what fits models, wherever it is, look at once what is to do.</summary>
    public Func<Task> WakeValue { get; init; } = () => Task.CompletedTask;

    /// <summary>Does what is to do now, for a while: messages, due work, campaigns and raffles, wherever they are done. Says whether nothing was left to do.</summary>
    public Func<CancellationToken, Task<bool>> SettleAsync { get; init; } = _ => throw new InvalidOperationException("Nobody here does background work.");

    /// <summary>The machine's clock, which nobody sets: by which the world outside is waited for.</summary>
    public TimeProvider MachineTime => time;

    /// <summary>Sends webhooks.</summary>
    public WebhookSender Webhooks => LazyInitializer.EnsureInitialized(ref _webhooks, () => new(new(options.WebhookHosts), ResolveHost, time));

    /// <summary>Looks the addresses of a host up, to which webhooks are sent. By default by the operating system.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> ResolveHost { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Has what delivers to a subscription, wherever it is, read the subscription again, and go on.</summary>
    public Func<string, Task> WakeSubscription { get; init; } = _ => Task.CompletedTask;

    /// <summary>Runs raffles.</summary>
    public RaffleRunner Raffles => new(this);

    /// <summary>Has what runs a raffle, wherever it is, look at once what is to do.</summary>
    public Func<string, Task> WakeRaffle { get; init; } = _ => Task.CompletedTask;

    /// <summary>Makes the seed of a raffle: as many bytes as it is asked for, which nobody can guess. By default of the operating system's random numbers.</summary>
    public Func<int, byte[]> NewSeed { get; init; } = RandomNumberGenerator.GetBytes;

    /// <summary>The mail server to which this process hands mails; null where none is set up.</summary>
    public IMailTransport? Mail { get; init; }

    /// <summary>Who waits to redeem vouchers in this process.</summary>
    public VoucherQueues VoucherQueues { get; } = new();

    /// <summary>The lines before the actors of this process; null where it has none.</summary>
    internal Func<ILocalLines>? Local { get; init; }

    /// <summary>Where an actor is called, whatever process it is in; a customer by whichever id.</summary>
    public ICustomer Customer(ActorId id) => FollowedCustomer.Of(actors(id), id, Customer, key => LedgerAnswer.OfAsync(key, () => AliasReading.LeadsToAsync(Ledger, key)));

    /// <summary>The actor of an id.</summary>
    public CustomerActor Actor(ActorId id) => new(id, ledger, policy, Time, RandomCodes.New);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true)) return;
        Value.Dispose();
        _households?.Dispose();
        _referrals?.Dispose();
        if (_boughtTogether.IsValueCreated) _boughtTogether.Value.Dispose();
        if (_duplicates.IsValueCreated) _duplicates.Value.Dispose();
        _webhooks?.Dispose();
        _erasures?.Dispose();
    }

    private async Task<int> ErasePersonsAsync(CancellationToken cancellation) => await Erasures.RunAsync(cancellation) + await Retention.RunAsync(cancellation);

    /// <summary>Carries out the command of a message; a gift that a campaign has set aside is taken out of its stock first.</summary>
    private async Task<CommandOutcome> CarryOutAsync(ActorId actor, ActorCommand command) =>
        command is OfferReward offer ? await new OfferWithStock(actor.Key, offer, null).AnswerAsync(this) : (await Customer(actor).ExecuteAsync([command]))[0];

    private static ProgramTime TimeOf(PolicyActor policy, TimeProvider machine) => new(() => policy.Program.Policy.Clock, machine);
}
