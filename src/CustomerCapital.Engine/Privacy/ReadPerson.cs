using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Consents;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Rewards;
using CustomerCapital.Engine.Wallets;

namespace CustomerCapital.Engine.Privacy;

/// <summary>Everything that the ledger holds of a person: the first page with what holds now, and each page with the next entries of the history.</summary>
/// <param name="CustomerId">Whose.</param>
/// <param name="AfterSequence">Only entries after this sequence number; 0 for the first page.</param>
/// <param name="Limit">At most so many entries, 1 to <see cref="FindCustomers.PageLimit"/>.</param>
public sealed record ReadPerson(string CustomerId, long AfterSequence, int Limit) : Question<PersonPage?>
{
    private const int Page = 500;

    /// <returns>Null where there is no such customer.</returns>
    public override async Task<PersonPage?> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, FindCustomers.PageLimit);
        if (await engine.Customer(CustomerId).GetAsync() is not { Sequence: > 0 } state) return null;
        if (state.CustomerId != CustomerId) return await (this with { CustomerId = state.CustomerId }).AnswerAsync(engine, cancellation);
        var entries = await EntryReading.OfContentAsync(CustomerId, () => engine.Ledger.ReadEntriesAsync(CustomerId, AfterSequence, Limit, cancellation));
        var now = engine.Time.GetUtcNow();
        return new(CustomerId, now, entries, [.. entries.SelectMany(ConsentFact.Of)], entries is [.., var last] && last.Sequence < state.Sequence ? last.Sequence : null)
        {
            Known = AfterSequence == 0 ? await KnownAsync(engine, state, now, cancellation) : null,
        };
    }

    private async Task<KnownPerson> KnownAsync(EngineParts engine, ActorState state, DateTimeOffset now, CancellationToken cancellation)
    {
        var named = await NamedInAsync(engine, cancellation);
        return new(
            state.Profile, Account.Of(state, engine.Policy.Program.Policy), state.AcquisitionChannel, ConsentView.Of(state), state.OpenFollowUps, CustomerMessages.Part.Of(state).Latest,
            CustomerSurveys.Part.Of(state).Open, WalletList.Of(state, engine.Policy.Program, now).Wallets, CustomerRewardList.Of(state),
            [.. named.Where(actor => actor.Kind is not (ActorKind.Customer or ActorKind.AuditLog)).Select(actor => new NamedIn(JsonNamingPolicy.SnakeCaseLower.ConvertName(actor.Kind.ToString()), actor.Key))],
            named.Count(actor => actor.Kind == ActorKind.Customer), await MessagesAsync(engine, cancellation),
            named.Contains(AuditChain.Actor) ? await AuditAsync(engine, cancellation) : []);
    }

    /// <summary>The other histories that name the person.</summary>
    private async Task<IReadOnlyList<ActorId>> NamedInAsync(EngineParts engine, CancellationToken cancellation)
    {
        var (named, values) = (new List<ActorId>(), new PersonalValues(CustomerId, "", []));
        for (long? after = 0; after is { } place;)
        {
            var page = await engine.Ledger.FindNamingAsync([$"\"{CustomerId}\"", .. values.SearchedFor], place, Page, cancellation);
            named.AddRange(page.Actors.Where(actor => actor != CustomerId));
            after = page.Next;
        }

        return named;
    }

    /// <summary>What is on its way to the person's history.</summary>
    private async Task<IReadOnlyList<string>> MessagesAsync(EngineParts engine, CancellationToken cancellation)
    {
        var waiting = new List<string>();
        for (var after = 0L; await engine.Ledger.ReadMessagesAsync(Page, after, cancellation) is { Count: > 0 } page; after = page[^1].MessageId)
            waiting.AddRange(page.Where(message => message.To.AsActor() == CustomerId).Select(message => message.Body));
        return waiting;
    }

    private async Task<IReadOnlyList<AuditRecordView>> AuditAsync(EngineParts engine, CancellationToken cancellation)
    {
        var records = new List<AuditRecordView>();
        for (var after = 0L; await engine.Ledger.ReadEntriesAsync(AuditChain.Actor, after, Page, cancellation) is { Count: > 0 } page; after = page[^1].Sequence)
            records.AddRange(page.Where(entry => entry.Event is Audited { Record.Person.CustomerId: var person } && person == CustomerId).Select(AuditRecordView.Of));
        return records;
    }
}

/// <summary>A page of everything that the ledger holds of a person.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="ReadAt">When it was read.</param>
/// <param name="Entries">The history, oldest first: every purchase, opinion, follow-up, referral, reward and change, with its reason.</param>
/// <param name="ConsentHistory">What these entries say of consents.</param>
/// <param name="NextAfter">The <c>after</c> of the next page. Null on the last page.</param>
public sealed record PersonPage(string CustomerId, DateTimeOffset ReadAt, IReadOnlyList<Entry> Entries, IReadOnlyList<ConsentFact> ConsentHistory, long? NextAfter)
{
    /// <summary>What holds now. On the first page alone.</summary>
    public KnownPerson? Known { get; init; }
}

/// <summary>What holds of a person now.</summary>
/// <param name="Profile">What the register knows.</param>
/// <param name="Account">The figures.</param>
/// <param name="AcquisitionChannel">How the person came. Null if that is not known.</param>
/// <param name="Consents">Whether the person may be contacted, by each way and for each purpose.</param>
/// <param name="FollowUps">Follow-ups that are not done.</param>
/// <param name="Messages">Messages that are open, and the latest of the others.</param>
/// <param name="Surveys">Surveys that wait for an answer.</param>
/// <param name="Wallets">What the wallets hold.</param>
/// <param name="Rewards">Rewards and entries in raffles.</param>
/// <param name="NamedIn">Campaigns, raffles, vouchers and the like in whose histories the person is named.</param>
/// <param name="OtherCustomers">How many other customers' histories name the person. They are not told: they are about others.</param>
/// <param name="OnTheirWay">What the program is about to write into the history, each as JSON.</param>
/// <param name="Audit">Records of the audit log that name the person.</param>
public sealed record KnownPerson(
    Profile Profile, Account Account, string? AcquisitionChannel, IReadOnlyList<ConsentView> Consents, IReadOnlyList<FollowUp> FollowUps, IReadOnlyList<CustomerMessage> Messages,
    IReadOnlyList<OpenSurvey> Surveys, IReadOnlyList<WalletView> Wallets, CustomerRewardList Rewards, IReadOnlyList<NamedIn> NamedIn, int OtherCustomers, IReadOnlyList<string> OnTheirWay,
    IReadOnlyList<AuditRecordView> Audit);

/// <summary>A history that names a person.</summary>
/// <param name="Kind">Of what it is, such as <c>campaign</c>.</param>
/// <param name="Key">Its id.</param>
public sealed record NamedIn(string Kind, string Key);
