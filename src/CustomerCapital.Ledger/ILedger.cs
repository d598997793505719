using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger;

/// <summary>Where everything is kept: entries, rows, due times, counters, pieces, outgoing messages and control state.</summary>
/// <remarks>
/// What every ledger guarantees, and the conformance suite checks:
/// <list type="number">
/// <item>Durable before answered: <see cref="AppendAsync"/> completes after the commit, and what it completed survives a crash.</item>
/// <item>All or nothing: an append's entries, row, counter difference, pieces, due times and messages are committed together, those of several actors too.</item>
/// <item>Exactly once: a natural id is unique per actor for the ledger's life.</item>
/// <item>One writer: an append must name the row's version; of two that name the same, one wins.</item>
/// <item>Alone: an append that cannot be committed, and a row or entry that cannot be read, fails alone, whatever others it was grouped with.</item>
/// <item>Bounded: so many appends and reads wait at most, of so many bytes; beyond that callers wait, then get <see cref="LedgerOverloadedException"/>. What one read answers is bounded in bytes too.</item>
/// <item>A read sees every append that completed before it began.</item>
/// <item>Fenced: once <see cref="FenceAsync"/> has completed, no append is committed that was decided under an older version of the policy, by whichever process and however late.</item>
/// <item>Of one version or a newer one: once <see cref="RaiseLeastVersionAsync"/> has completed, no older version of the program commits an append, a fence or control state, by whichever process and however late.</item>
/// <item>Revocable: once <see cref="RevokeCallAsync"/> has completed, no append of that actor is committed that carries the call, by whichever process and however late.</item>
/// </list>
/// Thread-safe.
/// </remarks>
public interface ILedger : IAsyncDisposable
{
    /// <summary>Creates or completes the schema, and shuts out older versions of the program that cannot read what this one writes. Safe to call from several processes at once.</summary>
    /// <returns>The scripts applied now, by name; empty when the schema was complete.</returns>
    /// <exception cref="LedgerSchemaException">It is the database of another program, or of a newer version of this one.</exception>
    Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation = default);

    /// <summary>Whether the ledger's tables were made, be it by an older version. May be asked before <see cref="MigrateAsync"/>, and writes nothing.</summary>
    /// <exception cref="LedgerSchemaException">It is the database of another program.</exception>
    Task<bool> IsMadeAsync(CancellationToken cancellation = default);

    /// <summary>Keeps what was bought from now on, or no longer: the pieces that are with each customer, which segments by what was bought need. A new ledger does not keep them.</summary>
    /// <remarks>
    /// To keep them, reads the history of all customers. One whose history cannot be read has no pieces. Nothing is appended meanwhile: whoever appends waits for as long, or is told that
    /// the ledger is unavailable. Processes that are running keep what the ledger says from then on. All or nothing in each database; repeating it completes it.
    /// </remarks>
    /// <param name="keep">Whether to keep them. Where not, all that were kept are deleted.</param>
    /// <param name="cancellation">Gives up; what was bought may be kept, or no longer be, nevertheless.</param>
    /// <returns>Whether that was a change.</returns>
    /// <exception cref="LedgerSchemaException">The ledger takes writes of newer versions of the program only.</exception>
    /// <exception cref="LedgerUnavailableException">Whether it was done is unknown: try again.</exception>
    Task<bool> KeepBoughtAsync(bool keep, CancellationToken cancellation = default);

    /// <summary>Counts from the entries of all customers what this version counts and an earlier one, which made the ledger, did not.</summary>
    /// <remarks>
    /// Before this version appends anything. Nothing is appended meanwhile. One whose history cannot be read is not counted; verification names that customer. All or nothing in each
    /// database; where nothing is missing it does nothing.
    /// </remarks>
    /// <param name="calendar">The program's.</param>
    /// <param name="cancellation">Gives up; what is missing may be counted nevertheless.</param>
    /// <returns>Whether anything was missing.</returns>
    /// <exception cref="LedgerSchemaException">The ledger takes writes of newer versions of the program only.</exception>
    /// <exception cref="LedgerUnavailableException">Whether it was done is unknown: try again.</exception>
    Task<bool> CountMissingAsync(ProgramCalendar calendar, CancellationToken cancellation = default) => Task.FromResult(false);

    /// <summary>Whether the ledger keeps what was bought, in every database.</summary>
    Task<bool> KeepsBoughtAsync(CancellationToken cancellation = default);

    /// <summary>Commits one actor's new entries, with those of the others that commit together with it.</summary>
    /// <exception cref="ArgumentException">The actors are not in one database: let one hold and be told by messages.</exception>
    /// <exception cref="VersionConflictException">The row has another version: reload and decide again.</exception>
    /// <exception cref="NaturalIdTakenException">An entry with one of the natural ids exists: reload and decide again.</exception>
    /// <exception cref="PolicyOutdatedException">It was decided by rules older than the fence, and nothing was written: decide by those that the ledger holds.</exception>
    /// <exception cref="LedgerSchemaException">The ledger takes writes of newer versions of the program only: nothing was written.</exception>
    /// <exception cref="CallRevokedException">It carries a call that was revoked, and nothing was written: decide again without that call's commands.</exception>
    /// <exception cref="LedgerOverloadedException">Too many appends are waiting: nothing was written.</exception>
    /// <exception cref="ContentRejectedException">The database does not take the content: nothing was written.</exception>
    /// <exception cref="LedgerUnavailableException">The outcome is unknown: reload before deciding again.</exception>
    Task AppendAsync(Append append);

    /// <summary>How many appends this process has handed over that are not answered yet: what work can wait for, that is not to take processors from them.</summary>
    int AppendsInWork { get; }

    /// <summary>Whether two actors are in one database, so that they can commit together: until a database is added, as far as this process knows.</summary>
    bool AreTogether(ActorId one, ActorId other);

    /// <summary>The same, as the databases say it now.</summary>
    Task<bool> AreStillTogetherAsync(ActorId one, ActorId other, CancellationToken cancellation = default) => Task.FromResult(AreTogether(one, other));

    /// <summary>Completes when no append can be committed any more that was decided under an older version of the policy: it is in the ledger by then, or is refused.</summary>
    /// <remarks>Waits for those that are being committed. Repeating it is harmless; the fence is durable and never goes back, so that an older version than the fence changes nothing.</remarks>
    /// <param name="policyVersion">Version of the policy's control state, which must be in the ledger.</param>
    /// <param name="cancellation">Gives up; the fence may stand nevertheless.</param>
    /// <exception cref="LedgerSchemaException">The ledger takes writes of newer versions of the program only: nothing was written.</exception>
    /// <exception cref="LedgerUnavailableException">Whether the fence stands is unknown: try again.</exception>
    Task FenceAsync(long policyVersion, CancellationToken cancellation = default);

    /// <summary>Completes when no older version of the program can write to the ledger any more; each is told so by the first write that it tries.</summary>
    /// <remarks>Waits for what is being committed. Repeating it is harmless; the number is durable and never goes back. One beyond <see cref="LeastVersion.OfThisProgram"/> shuts this version out too.</remarks>
    /// <param name="version">The least version that may write, as <see cref="LeastVersion.OfThisProgram"/> counts them.</param>
    /// <param name="cancellation">Gives up; the number may stand nevertheless.</param>
    /// <exception cref="LedgerSchemaException">The ledger takes writes of newer versions of the program only.</exception>
    /// <exception cref="LedgerUnavailableException">Whether the number stands is unknown: try again.</exception>
    Task RaiseLeastVersionAsync(long version, CancellationToken cancellation = default);

    /// <summary>Completes when no append of an actor can be committed any more that carries a call: it is in the ledger by then, or is refused.</summary>
    /// <remarks>
    /// What was committed before stays. Waits for those that are being committed. Repeating it is harmless. Durable, and kept for at least <see cref="RevokedCalls.KeptFor"/>:
    /// an append that comes later than that may be committed.
    /// </remarks>
    /// <param name="actor">Whose; a call that concerns several is revoked for each of them.</param>
    /// <param name="call">The call, as <see cref="Append.Calls"/> names it.</param>
    /// <param name="cancellation">Gives up; the call may be revoked nevertheless.</param>
    /// <exception cref="LedgerOverloadedException">Too many wait to be revoked: nothing was done.</exception>
    /// <exception cref="LedgerUnavailableException">Whether it is revoked is unknown: try again.</exception>
    Task RevokeCallAsync(ActorId actor, Guid call, CancellationToken cancellation = default);

    /// <summary>Reads an actor's row, and the entries under natural ids with those that concern them, unless these have too many bytes: see <see cref="Recalled.Complete"/>.</summary>
    /// <exception cref="LedgerOverloadedException">Too many reads are waiting.</exception>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    /// <exception cref="ActorUnreadableException">The row, or an entry, cannot be decoded.</exception>
    Task<Recalled> RecallAsync(Recall recall);

    /// <summary>An actor's entries after a sequence number, oldest first.</summary>
    /// <remarks>
    /// A page ends early where the stored JSON of its entries would come to more than <see cref="EntryPage.SizeLimit"/> bytes, and has one entry at least where there is one.
    /// So a page that is shorter than its limit need not be the last: the last is followed by an empty one, and its last entry has the sequence that the row has as its version.
    /// </remarks>
    Task<IReadOnlyList<Entry>> ReadEntriesAsync(ActorId actor, long afterSequence, int limit, CancellationToken cancellation = default);

    /// <summary>The entry under a natural id and those that concern it, after a sequence number, oldest first; the one under the id comes before those that concern it.</summary>
    /// <remarks>By pages, as <see cref="ReadEntriesAsync"/>.</remarks>
    Task<IReadOnlyList<Entry>> ReadConcerningAsync(ActorId actor, string naturalId, long afterSequence, int limit, CancellationToken cancellation = default);

    /// <summary>An actor's entries whose JSON holds a text, after a sequence number, oldest first.</summary>
    /// <remarks>
    /// By pages, as <see cref="ReadEntriesAsync"/>. No index helps: the database looks through all of the actor's entries after the number, and answers with those alone. Letters are told
    /// apart by their case.
    /// </remarks>
    /// <param name="actor">Whose.</param>
    /// <param name="text">A part of a string of the JSON, escaped as there. An id of another customer can be looked for with the quotation marks around it: these are stored.</param>
    /// <param name="afterSequence">The sequence of the last entry that the page before has; 0 for the first.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<Entry>> ReadNamingAsync(ActorId actor, string text, long afterSequence, int limit, CancellationToken cancellation = default);

    /// <summary>Entries of all actors after a place. Who reads on from each page's end gets every entry once, whoever writes meanwhile.</summary>
    /// <remarks>
    /// In each database entries come in the order of their numbers, those of one actor in the order of its history. Between databases there is no order.
    /// A page ends early where the stored JSON of its entries would have too many bytes, but has an entry of each database at least where there is one and the limit allows.
    /// Only an empty page says that nothing else was committed before the call. The call may wait for what is being committed, and holds up what comes next for as long.
    /// </remarks>
    /// <param name="after">The place that the page before ended at; <see cref="FeedPlace.Start"/> for the first.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="sizeLimit">At most so many bytes of stored JSON, shared among the databases.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FeedPlaceException">The place is one in another number of databases, or after the last entry.</exception>
    /// <exception cref="ActorUnreadableException">The first entry after the place cannot be decoded.</exception>
    /// <exception cref="InvalidOperationException">The ledger was opened to read: whether others are still writing cannot be known there.</exception>
    Task<FeedPage> ReadFeedAsync(FeedPlace after, int limit, int sizeLimit = EntryPage.SizeLimit, CancellationToken cancellation = default);

    /// <summary>A place in the feed that everything comes after that was recorded since a moment, though it may still be being committed.</summary>
    /// <remarks>Found by looking at some entries. What was recorded in the minute before comes after the place too, as entries are numbered when they are committed.</remarks>
    /// <param name="since">The moment; a later one than the last entry's gives a place near the end.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ActorUnreadableException">An entry that was looked at cannot be decoded.</exception>
    Task<FeedPlace> FindFeedPlaceAsync(DateTimeOffset since, CancellationToken cancellation = default);

    /// <summary>Folds the histories of some actors, each from its first entry on, into what is wanted of them: memory is bounded by that, however long the histories are.</summary>
    /// <remarks>Every history is whole up to some moment of the call. Where the reading is begun again after a lost connection, so is the folding.</remarks>
    /// <param name="actors">Whose, each once.</param>
    /// <param name="begin">Makes what one actor's entries are folded into.</param>
    /// <param name="take">Folds the next entry into it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What became of each history that can be read; of an actor without entries, what was begun. An actor of whom an entry cannot be read is not there.</returns>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    Task<IReadOnlyDictionary<ActorId, T>> ReadHistoriesAsync<T>(IReadOnlyCollection<ActorId> actors, Func<ActorId, T> begin, Action<T, Entry> take, CancellationToken cancellation = default) where T : class;

    /// <summary>What customers have bought, some customers at a time, in the order in which the ledger came to know them.</summary>
    /// <remarks>
    /// Who reads on from each page's end has everyone who was known before the first page once. Each history is whole up to some moment of the call. Of a purchase no more is
    /// read than it changes: an entry that is damaged elsewhere alone does not make its history unreadable.
    /// </remarks>
    /// <param name="after">The place that the page before ended at; 0 for the first.</param>
    /// <param name="limit">At most so many customers; some thousands. Memory grows with their purchases.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read now.</exception>
    Task<PurchasesPage> ReadPurchasesAsync(long after, int limit, CancellationToken cancellation = default);

    /// <summary>Customers of a segment, by id in the order of code points.</summary>
    /// <exception cref="ArgumentException">The segment depends on the moment or the calendar: take it <see cref="Segment.At"/> them first.</exception>
    /// <exception cref="BoughtNotKeptException">The segment asks for what was bought, and the ledger does not keep that.</exception>
    Task<CustomerPage> ReadCustomersAsync(Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation = default);

    /// <summary>Customers of a segment in another order than that of ids.</summary>
    /// <remarks>Every page reads all customers of the segment, as no index has the order. A customer who has changed between two pages is where the change puts the customer: on both or on none, it may be.</remarks>
    /// <param name="segment">Which.</param>
    /// <param name="sort">In which order.</param>
    /// <param name="after">The place of the last of the page before; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">The segment depends on the moment or the calendar: take it <see cref="Segment.At"/> them first.</exception>
    /// <exception cref="BoughtNotKeptException">The segment asks for what was bought, and the ledger does not keep that.</exception>
    Task<CustomerPage> ReadSortedAsync(Segment segment, CustomerSort sort, SortPlace? after, int limit, CancellationToken cancellation = default);

    /// <summary>Customers of a segment of whom a search key begins with a text, each once: by the first such key, then by id, in the order of code points.</summary>
    /// <remarks>By an index: a page costs what it holds, and what was passed over because it is not of the segment, however many customers there are.</remarks>
    /// <param name="segment">Which.</param>
    /// <param name="prefix">The text, as <see cref="SearchKeys.PrefixOf"/> gives it.</param>
    /// <param name="after">The place of the last of the page before; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">The segment depends on the moment or the calendar: take it <see cref="Segment.At"/> them first.</exception>
    /// <exception cref="BoughtNotKeptException">The segment asks for what was bought, and the ledger does not keep that.</exception>
    Task<SearchPage> SearchCustomersAsync(Segment segment, string prefix, SearchPlace? after, int limit, CancellationToken cancellation = default);

    /// <summary>Follow-ups that are not done, of all customers, in their order.</summary>
    /// <param name="through">What is due by then, in whole microseconds.</param>
    /// <param name="after">The last of the page before: only those that come after it. Null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<FollowUpPlace>> ReadFollowUpsAsync(DateTimeOffset through, FollowUpPlace? after, int limit, CancellationToken cancellation = default);

    /// <summary>By what some customers are found besides their ids, as the ledger keeps it: for verification.</summary>
    /// <param name="customerIds">Whose, each once. At most some thousands.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Of whom nothing is kept, nothing.</returns>
    Task<IReadOnlyDictionary<string, IndexedCustomer>> ReadIndexedAsync(IReadOnlyCollection<string> customerIds, CancellationToken cancellation = default);

    /// <summary>The search keys of all customers, each with its customer: by key, then by id, in the order of code points.</summary>
    /// <remarks>By an index: a page costs what it holds, however many customers there are. A key that is written while pages are read is on one of them, or on none.</remarks>
    /// <param name="after">The last of the page before: only those that come after it. Null for the first page.</param>
    /// <param name="limit">At most so many; the last page is followed by an empty one.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<SearchPlace>> ReadSearchKeysAsync(SearchPlace? after, int limit, CancellationToken cancellation = default);

    /// <summary>How many customers a segment has.</summary>
    /// <exception cref="ArgumentException">The segment depends on the moment or the calendar: take it <see cref="Segment.At"/> them first.</exception>
    /// <exception cref="BoughtNotKeptException">The segment asks for what was bought, and the ledger does not keep that.</exception>
    Task<long> CountCustomersAsync(Segment segment, CancellationToken cancellation = default);

    /// <summary>The pieces that are with a customer, in ten-thousandths: by kind, and by name in the order of code points. Some may be there of which none is left.</summary>
    /// <param name="actor">The customer.</param>
    /// <param name="after">The last of the page before: only those that come after it. Null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<KeyValuePair<PieceKey, long>>> ReadPiecesAsync(ActorId actor, PieceKey? after, int limit, CancellationToken cancellation = default);

    /// <summary>Keeps what a model says of some customers, in place of what was kept of them before. Of whom the ledger does not know nothing is kept.</summary>
    /// <param name="scores">By customer's id, each once; null for a customer of whom nothing is said any more. At most some thousands.</param>
    /// <param name="cancellation">Gives up; they may be kept nevertheless. Repeating it is harmless.</param>
    /// <exception cref="LedgerSchemaException">The ledger takes writes of newer versions of the program only: nothing was written.</exception>
    /// <exception cref="LedgerUnavailableException">Whether they are kept is unknown: try again.</exception>
    Task WriteScoresAsync(IReadOnlyCollection<KeyValuePair<string, CustomerScore?>> scores, CancellationToken cancellation = default);

    /// <summary>Actors of whom an entry holds one of some texts, in its JSON or in a natural id, in the order in which the ledger came to know them.</summary>
    /// <remarks>No index helps: the entries of all actors are read. What is committed while it reads may be missed.</remarks>
    /// <param name="texts">The texts, as JSON holds them; at least one.</param>
    /// <param name="after">The place that the page before ended at; 0 for the first.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<NamingPage> FindNamingAsync(IReadOnlyList<string> texts, long after, int limit, CancellationToken cancellation = default);

    /// <summary>Writes recipients and bodies of messages anew, and reasons of those that were given up. Of those that are settled already nothing changes.</summary>
    /// <remarks>For erasing what is personal, and for nothing else. All or nothing in each database; repeating it is harmless.</remarks>
    Task ReaddressAsync(IReadOnlyCollection<OutgoingMessage> messages, IReadOnlyCollection<DeadLetter> letters, CancellationToken cancellation = default);

    /// <summary>Removes from the database's files what was overwritten and deleted.</summary>
    /// <remarks>
    /// It needs the room of the tables once more, and the right to do it. What waits for the tables meanwhile waits until it has ended. Copies, logs of the server and back-ups are not its
    /// matter: see docs/privacy.md.
    /// </remarks>
    /// <exception cref="LedgerUnavailableException">It could not be done: try again.</exception>
    Task ScrubAsync(CancellationToken cancellation = default);

    /// <summary>The keys of actors of a kind, in the order of code points.</summary>
    Task<IReadOnlyList<string>> ReadKeysAsync(ActorKind kind, string? after, int limit, CancellationToken cancellation = default);

    /// <summary>Actors that are to be looked at, the longest due first. One may be there more than once: for each respect in which it is due.</summary>
    /// <param name="until">What is due by then.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="after">The last of the page before: only those that come after it in this order. Null for the first page.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<DueActor>> ReadDueAsync(DateTimeOffset until, int limit, DueActor? after = null, CancellationToken cancellation = default);

    /// <summary>The counters of some kinds, added up over all writers.</summary>
    Task<Counters> ReadCountersAsync(IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation = default);

    /// <summary>Outgoing messages that are neither delivered nor given up, oldest first.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="afterMessageId">The last of the page before: only those that come after it. 0 for the first page.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<OutgoingMessage>> ReadMessagesAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default);

    /// <summary>Keeps what became of messages. Of those that are settled already nothing changes.</summary>
    Task SettleMessagesAsync(Settlement settlement, CancellationToken cancellation = default);

    /// <summary>Messages that were given up, oldest first.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="afterMessageId">The last of the page before: only those that come after it. 0 for the first page.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default);

    /// <summary>Has messages delivered after all that were given up: behind all others, in the order in which they were sent.</summary>
    /// <returns>How many there were.</returns>
    Task<int> ReplayAsync(IReadOnlyCollection<long> messageIds, CancellationToken cancellation = default);

    /// <summary>Control state under a name; null when there is none.</summary>
    Task<ControlState?> ReadControlAsync(string name, CancellationToken cancellation = default);

    /// <summary>Writes control state if its version is the one expected (0 when there is none).</summary>
    /// <exception cref="VersionConflictException">It has another version.</exception>
    /// <exception cref="LedgerSchemaException">The ledger takes writes of newer versions of the program only: nothing was written.</exception>
    Task WriteControlAsync(string name, string json, long expectedVersion, CancellationToken cancellation = default);
}

/// <summary>A named document with its version, for actors other than customers.</summary>
public sealed record ControlState(string Json, long Version);
