using System.Globalization;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    private static readonly string[] NobodyOrNothing =
    [
        "customer_not_found", "purchase_not_found", "return_not_found", "interaction_not_found", "feedback_not_found", "referral_not_found", "follow_up_not_found", "wallet_not_found",
    ];

    /// <summary>A page of the customers of a segment, by id.</summary>
    /// <param name="segment">Which.</param>
    /// <param name="cursor"><see cref="ListedCustomers.NextCursor"/> of the page before; null for the first page.</param>
    /// <param name="fields">Names of the fields that are shown besides the id; null for those that lists show.</param>
    /// <param name="limit">At most so many, 1 to 1,000; null for the gateway's default.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ListedCustomers> ListCustomersAsync(
        Segment segment, string? cursor = null, IReadOnlyList<string>? fields = null, int? limit = null, CancellationToken cancellation = default) =>
        PostAsync<CustomerQueryBody, ListedCustomers>("v1/customers/query", new(segment, cursor, fields, limit), cancellation);

    /// <summary>A page of the customers of whom the id, the e-mail address, or the name from one of its words on, begins with a text; capitals and accents make no difference.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cursor"><see cref="ListedCustomers.NextCursor"/> of the page before; null for the first page.</param>
    /// <param name="limit">At most so many, 1 to 1,000; null for the gateway's default.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ListedCustomers> SearchCustomersAsync(string text, string? cursor = null, int? limit = null, CancellationToken cancellation = default) =>
        GetAsync<ListedCustomers>("v1/customers" + QueryOf(("search", text), ("cursor", cursor), ("limit", limit)), cancellation);

    /// <summary>A page of the follow-ups of all customers that are not done, the earliest due first.</summary>
    /// <param name="through">Those that are due by the end of that day in the program's time zone; null for all.</param>
    /// <param name="after"><see cref="ListedFollowUps.NextAfter"/> of the page before; null for the first page.</param>
    /// <param name="limit">At most so many, 1 to 1,000; null for the gateway's default. A page can have fewer though others follow.</param>
    /// <param name="kind">Those of a kind; null for all.</param>
    /// <param name="assignee">Those that are assigned to a member of staff, and with an empty text those that are nobody's; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ListedFollowUps> ListFollowUpsAsync(
        DateOnly? through = null, string? after = null, int? limit = null, FollowUpKind? kind = null, string? assignee = null, CancellationToken cancellation = default) => GetAsync<ListedFollowUps>(
        "v1/follow-ups" + QueryOf(
            ("through", through?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("kind", kind?.ToString().ToLowerInvariant()), ("assignee", assignee is "" ? null : assignee),
            ("unassigned", assignee is "" ? "true" : null), ("after", after), ("limit", limit)),
        cancellation);

    /// <summary>How many customers a segment has.</summary>
    public async Task<long> CountCustomersAsync(Segment segment, CancellationToken cancellation = default) =>
        (await PostAsync<CustomerQueryBody, CustomerCountAnswer>("v1/customer-count", new(segment), cancellation)).Customers;

    /// <summary>What is known of a customer; null where nobody is known by that id.</summary>
    public Task<KnownCustomer?> GetCustomerAsync(string customerId, CancellationToken cancellation = default) =>
        FindAsync<KnownCustomer>(PathOfCustomer(customerId), NobodyOrNothing, cancellation);

    /// <summary>A page of a customer's history, oldest first; null where nobody is known by that id.</summary>
    /// <param name="customerId">Whose.</param>
    /// <param name="after"><see cref="EntriesOfCustomer.NextAfter"/> of the page before; 0 for the first page.</param>
    /// <param name="limit">At most so many, 1 to 1,000; null for the gateway's default. A page can have fewer though others follow.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<EntriesOfCustomer?> ListEntriesAsync(string customerId, long after = 0, int? limit = null, CancellationToken cancellation = default) =>
        FindAsync<EntriesOfCustomer>($"{PathOfCustomer(customerId)}/entries{QueryOf(("after", after), ("limit", limit))}", NobodyOrNothing, cancellation);

    /// <summary>A purchase, with its amendments and returns.</summary>
    /// <inheritdoc cref="FindRecordedAsync"/>
    public Task<RecordedEntries?> FindPurchaseAsync(string customerId, string purchaseId, long after = 0, int? limit = null, CancellationToken cancellation = default) =>
        FindRecordedAsync(customerId, "purchases", purchaseId, after, limit, cancellation);

    /// <summary>A return or credit.</summary>
    /// <inheritdoc cref="FindRecordedAsync"/>
    public Task<RecordedEntries?> FindReturnAsync(string customerId, string returnId, long after = 0, int? limit = null, CancellationToken cancellation = default) =>
        FindRecordedAsync(customerId, "returns", returnId, after, limit, cancellation);

    /// <summary>An inquiry, an answer or a complaint.</summary>
    /// <inheritdoc cref="FindRecordedAsync"/>
    public Task<RecordedEntries?> FindInteractionAsync(string customerId, string interactionId, long after = 0, int? limit = null, CancellationToken cancellation = default) =>
        FindRecordedAsync(customerId, "interactions", interactionId, after, limit, cancellation);

    /// <summary>An opinion, with its corrections and its withdrawal.</summary>
    /// <inheritdoc cref="FindRecordedAsync"/>
    public Task<RecordedEntries?> FindFeedbackAsync(string customerId, string feedbackId, long after = 0, int? limit = null, CancellationToken cancellation = default) =>
        FindRecordedAsync(customerId, "feedback", feedbackId, after, limit, cancellation);

    /// <summary>A referral by the customer.</summary>
    /// <inheritdoc cref="FindRecordedAsync"/>
    public Task<RecordedEntries?> FindReferralAsync(string customerId, string referralId, long after = 0, int? limit = null, CancellationToken cancellation = default) =>
        FindRecordedAsync(customerId, "referrals", referralId, after, limit, cancellation);

    /// <summary>A follow-up as it was planned.</summary>
    /// <inheritdoc cref="FindRecordedAsync"/>
    public Task<RecordedEntries?> FindFollowUpAsync(string customerId, string followUpId, long after = 0, int? limit = null, CancellationToken cancellation = default) =>
        FindRecordedAsync(customerId, "follow-ups", followUpId, after, limit, cancellation);

    /// <summary>What was recorded under an id.</summary>
    /// <param name="customerId">Whose.</param>
    /// <param name="kind">As the path names it.</param>
    /// <param name="id">The id under which it was sent.</param>
    /// <param name="after">Only corrections after this sequence number: that of the last one of the page before, 0 for the first page.</param>
    /// <param name="limit">Corrections at most, 1 to 1,000; null for the gateway's default.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null where nothing was recorded under that id, or nobody is known by that of the customer.</returns>
    private async Task<RecordedEntries?> FindRecordedAsync(string customerId, string kind, string id, long after, int? limit, CancellationToken cancellation) =>
        await FindAsync<RecordedAnswer>($"{PathOfCustomer(customerId)}/{kind}/{Uri.EscapeDataString(id)}{QueryOf(("after", after), ("limit", limit))}", NobodyOrNothing, cancellation) is { } found
            ? new(found.Entry, found.Corrections, found.NextAfter is not null)
            : null;

    private static string PathOfCustomer(string customerId) => "v1/customers/" + Uri.EscapeDataString(customerId);
}
