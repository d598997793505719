namespace CustomerCapital.Domain.Privacy;

/// <summary>The one map of personal data: every text, list of texts and date of commands, events and parts of states, by its name in JSON, and what becomes of it.</summary>
/// <remarks>
/// One name has one meaning wherever it stands; where it has another in one kind of entry, a line names the entry. A test walks all that capabilities declare, and fails
/// for a field that has no line here. The fields of states need no treatment of their own: a state is folded anew from its entries.
/// </remarks>
public static class PersonalMap
{
    /// <summary>About the person of the history: others have the same name, and a family has one address.</summary>
    private static readonly string[] Own =
    [
        // Registration.
        "name", "email", "phone", "postalAddress", "language", "timeZone", "birthDate",
        // What mail servers answered, which names addresses.
        "answer", "detail", "addressHash", "undeliverableHash",
    ];

    /// <summary>About the person, and needed by nothing else.</summary>
    private static readonly string[] Dropped =
    [
        // What was said, and noted.
        "comment", "note", "result", "reason", "source",
        // What messages were filled with.
        "values",
        // The hash of the content by which a moved purchase is known.
        "knownAs",
    ];

    /// <summary>Given by callers, and referred to from elsewhere.</summary>
    private static readonly string[] Searched =
    [
        "adjustmentId", "amendmentId", "answerId", "assignmentId", "cause", "changeId", "completionId", "concernsId", "consentId", "contributionId", "correctionId", "enrolmentId", "erasureId", "evidence",
        "feedbackId", "followUpId", "forCause", "grantId", "holdId", "householdId", "interactionId", "mergeId", "messageId", "moveId", "naturalId", "purchaseId", "referralId", "registrationId",
        "reportId", "returnId", "spendingId", "surveyId", "takenTwice", "voucherHoldId",
        "from", "to", "target",
        // What the program says of a refusal.
        "message",
    ];

    /// <summary>Ids of customers; and who works for the shop, whose name may be a customer's too, and stays.</summary>
    private static readonly string[] Persons =
        ["assignee", "by", "doneBy", "writtenBy", "customer", "customerId", "customerIds", "fromCustomerId", "heldFor", "key", "members", "mergedCustomerId", "readThrough", "referredCustomerId", "referrerId", "settledThrough", "takenThrough", "through", "toCustomerId"];

    /// <summary>About the program, its goods, its rules and its money.</summary>
    private static readonly string[] Kept =
    [
        "acquisitionChannel", "action", "address", "batch", "blackoutDays", "campaignId", "categories", "category", "channel", "clear", "code", "codes",
        "commitment", "consideredLocal", "cron", "currency", "day", "disabledReason", "entriesHash", "erasedId", "eventTypes", "group", "hash", "kind",
        "local", "lost", "path", "personHash", "personSalt", "prize", "publicSource", "publicValue", "raffle", "recordId", "requestId", "reward", "runId", "secret", "seed", "sku", "skus",
        "template", "termsHash", "title", "url", "validFrom", "validTo", "vouchers", "wallet", "withheld", "zones",
    ];

    /// <summary>Where a name means something else than elsewhere: by the entry's <c>type</c> and the name.</summary>
    private static readonly Dictionary<string, Treatment> InOneType = new(StringComparer.Ordinal)
    {
        // Names of prizes and wallets, and reasons that are words of the program.
        ["raffle_defined/name"] = Treatment.Kept,
        ["raffle_definition/name"] = Treatment.Kept,
        ["raffle/name"] = Treatment.Kept,
        // What is being erased is in nobody's history.
        ["person_forgetting/others"] = Treatment.Kept,
        ["person_forgetting/customerId"] = Treatment.Kept,
        // The chain of hashes covers them. They hold no customer: who that was stands beside them.
        ["audited/by"] = Treatment.Kept,
        ["audited/target"] = Treatment.Kept,
        ["audited/from"] = Treatment.Kept,
        ["audited/to"] = Treatment.Kept,
        ["standing_changed/reason"] = Treatment.Kept,
        ["message_moved/reason"] = Treatment.Searched,
        ["message_move/reason"] = Treatment.Searched,
        ["follow_up_withheld/reason"] = Treatment.Searched,
    };

    private static readonly Dictionary<string, Treatment> Everywhere = new[] { (Kept, Treatment.Kept), (Dropped, Treatment.Dropped), (Own, Treatment.Own), (Searched, Treatment.Searched), (Persons, Treatment.Person) }
        .SelectMany(group => group.Item1, (group, name) => KeyValuePair.Create(name, group.Item2)).ToDictionary(StringComparer.Ordinal);

    /// <summary>The names that have a line.</summary>
    public static IReadOnlyCollection<string> Names => Everywhere.Keys;

    /// <summary>What becomes of a field; null where it has no line.</summary>
    /// <param name="type">The <c>type</c> of the command or event, or the name of the part.</param>
    /// <param name="field">The field's name in JSON.</param>
    public static Treatment? Of(string type, string field) =>
        InOneType.TryGetValue($"{type}/{field}", out var own) ? own : Everywhere.TryGetValue(field, out var treatment) ? treatment : null;
}
