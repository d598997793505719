using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Conformance.Segments;

/// <summary>Customers whose rows differ in the columns that came with segments, for databases that were made without them.</summary>
public static class SegmentColumns
{
    /// <summary>The columns of fields that schema scripts have; no later script adds one.</summary>
    private static readonly string[] OfScripts =
        ["rung", "lapsed", "channel", "orders", "revenue", "acquisition_cost", "first_order_at", "last_order_at", "known_since", "enrolled", "converted_referrals"];

    /// <summary>What <c>migrate</c> adds after the scripts: the columns of all other fields.</summary>
    public static IReadOnlyList<string> AddedByFields { get; } =
        [.. Capabilities.Fields.Skip(1).Select(field => field.Column).OfType<string>().Except(OfScripts).Select(column => $"actors.{column}")];

    /// <summary>Customers of whom earlier versions kept less than their entries tell: Ada had contacts, the latest not recorded last; Bob had none, but enrolled, and once more; of Cyd an entry cannot be read.</summary>
    public static IReadOnlyList<(Scribe Scribe, Append Append)> ScribesWithInteractions()
    {
        Scribe[] scribes = [new("ada"), new("bob"), new("cyd")];
        RecordInteraction[] contacts =
        [
            new() { InteractionId = "1", Kind = InteractionKind.Complaint, OccurredAt = Scribe.Start },
            new() { InteractionId = "2", Kind = InteractionKind.Inquiry, OccurredAt = Scribe.Start.AddDays(-1) },
        ];
        return
        [
            (scribes[0], scribes[0].Write(
                [
                    new RegisterCustomer
                    {
                        Email = "ada@example.org", Language = "DE_at", BirthDate = new(1980, 2, 29), Consents = new(Email: true), OccurredAt = Scribe.Start.AddDays(-2),
                    },
                    .. contacts,
                ])),
            (scribes[1], scribes[1].Write(
                Scribe.Purchase("p"), Scribe.Purchase("q", at: Scribe.Start.AddDays(-10)), Scribe.Purchase("r", at: Scribe.Start.AddDays(-20)),
                new SetEnrolment { EnrolmentId = "1", Enrolled = true, OccurredAt = Scribe.Start }, new SetEnrolment { EnrolmentId = "2", Enrolled = true, OccurredAt = Scribe.Start.AddDays(1) })),
            (scribes[2], scribes[2].Write([.. contacts])),
        ];
    }

    /// <summary>What <see cref="PiecesAsync"/> gives of those.</summary>
    public static IReadOnlyList<string> WithPieces { get; } = ["ada Sku cup 10000", "ada Sku tea 15000", "ada Category drinks 15000", "bob Sku pot 20000"];

    /// <summary>Customers with pieces, some of which have come back, were edited away or have moved; the entries of one cannot be read.</summary>
    public static IReadOnlyList<(Scribe Scribe, Append Append)> ScribesWithPieces()
    {
        Scribe[] scribes = [new("ada"), new("bob"), new("unreadable"), new("zoe")];
        RecordPurchase purchase = new() { PurchaseId = "p", Lines = [new("tea", "drinks", 3, Money.Round(2)), new("cup", null, 1, Money.Round(5))], OccurredAt = Scribe.Start };
        RecordReturn whole = new() { ReturnId = "w", PurchaseId = "p", OccurredAt = Scribe.Start.AddDays(1) };
        return
        [
            (scribes[0], scribes[0].Write(
                purchase, whole with { ReturnId = "1", Lines = [new(1, Quantity: 1.5m)] }, purchase with { PurchaseId = "q" }, whole with { PurchaseId = "q" }, Scribe.Purchase("r"))),
            (scribes[1], scribes[1].Write(
                purchase, new AmendPurchase { AmendmentId = "a", PurchaseId = "p", Lines = [new("pot", "", 2, Money.Round(2))], OccurredAt = Scribe.Start },
                purchase with { PurchaseId = "q" }, new MovePurchase { MoveId = "m", PurchaseId = "q", ToCustomerId = "ada", OccurredAt = Scribe.Start })),
            (scribes[2], scribes[2].Write(purchase)),
            (scribes[3], scribes[3].Write(purchase, whole)),
        ];
    }

    /// <summary>The pieces that are left, as texts.</summary>
    public static async Task<List<string>> PiecesAsync(ILedger ledger, IEnumerable<(Scribe Scribe, Append Append)> scribes)
    {
        var texts = new List<string>();
        foreach (var (scribe, _) in scribes)
            texts.AddRange((await ledger.ReadPiecesAsync(scribe.Actor, null, 100)).Where(row => row.Value != 0).Select(row => $"{scribe.CustomerId} {row.Key.Kind} {row.Key.Name} {row.Value}"));
        return texts;
    }

    /// <summary>A customer who is only known to have bought, one who is registered, and one with follow-ups of which one is done.</summary>
    public static IReadOnlyList<(Scribe Scribe, Append Written)> ScribesToFind()
    {
        Scribe[] scribes = [new("Ada"), new("bob"), new("cyd")];
        ScheduleFollowUp call = new() { FollowUpId = "1", Kind = FollowUpKind.Call, DueAt = Scribe.Start.AddDays(3), OccurredAt = Scribe.Start };
        return
        [
            (scribes[0], scribes[0].Write(Scribe.Purchase("p"))),
            (scribes[1], scribes[1].Write(new RegisterCustomer { Name = "Bob Rossi", Email = "bob@example.org", OccurredAt = Scribe.Start })),
            (scribes[2], scribes[2].Write(
                call, call with { FollowUpId = "2", DueAt = Scribe.Start }, call with { FollowUpId = "3", DueAt = Scribe.Start.AddDays(1) }, new CompleteFollowUp { FollowUpId = "2", OccurredAt = Scribe.Start })),
        ];
    }

    /// <summary>Fails unless a ledger has all by which those are found, and the next follow-up in their rows.</summary>
    public static async Task AssertFoundAsync(ILedger ledger, IReadOnlyList<(Scribe Scribe, Append Written)> scribes)
    {
        var indexed = await ledger.ReadIndexedAsync([.. scribes.Select(row => row.Scribe.CustomerId)]);
        foreach (var (scribe, _) in scribes) Assert.Equal(IndexedCustomer.Of(scribe.State), indexed[scribe.CustomerId]);
        Assert.Equal(["bob"], (await ledger.SearchCustomersAsync(Segment.Everyone, "rossi", null, 10)).Matches.Select(match => match.Line.CustomerId));
        Assert.Equal(["3", "1"], (await ledger.ReadFollowUpsAsync(DateTimeOffset.MaxValue, null, 10)).Select(open => open.FollowUpId));
        Assert.Equal(Scribe.Start.AddDays(1), (await ledger.ReadCustomersAsync(Segment.Everyone, "bob", 10)).Lines.Single()[FollowUpFields.NextFollowUpAt]);
    }

    /// <summary>Such rows as the first schema had them, with everything in one state, as statements.</summary>
    public static IEnumerable<string> OfFirstSchema { get; } = new[]
    {
        ("ada", ""","sequence":3,"enrolled":true,"referrals":2,"convertedReferrals":1,"knownSince":"2026-01-15T11:59:59.999999+00:00" """),
        ("bob", ""","sequence":3,"profile":{"name":"Bob"},"knownSince":"2026-01-15T12:00:00+00:00" """),
        ("cyd", ""","sequence":3,"knownSince":"1970-01-01T00:00:00+00:00" """),
        ("dan", ""","sequence":3,"knownSince":"2026-01-15T12:00:00.1+00:00" """),
    }.Select(row => "INSERT INTO customers (customer_id, version, state, rung, lapsed, orders, revenue, acquisition_cost) "
        + $$"""VALUES ('{{row.Item1}}', 3, '{"customerId":"{{row.Item1}}"{{row.Item2}}}', 3, false, 1, 100000, 0)""");

    /// <summary>Ada has all; Bob has none, since a full second; Cyd is known since the beginning of time; Dan since a tenth of a second.</summary>
    public static IReadOnlyList<(Scribe Scribe, Append Append)> Scribes()
    {
        Scribe[] scribes = [new("ada"), new("bob"), new("cyd"), new("dan")];
        return
        [
            (scribes[0], scribes[0].Write(
                Scribe.Purchase("p", at: Scribe.Start.AddMicroseconds(-1)), new SetEnrolment { Enrolled = true, OccurredAt = Scribe.Start },
                new CountConversion { ReferredCustomerId = "bob", Change = 1, ConvertedAt = Scribe.Start, OccurredAt = Scribe.Start })),
            (scribes[1], scribes[1].Write(Scribe.Purchase("p", at: Scribe.Start.ToOffset(TimeSpan.FromHours(3))))),
            (scribes[2], scribes[2].Write(Scribe.Purchase("p", at: DateTimeOffset.UnixEpoch))),
            (scribes[3], scribes[3].Write(Scribe.Purchase("p", at: Scribe.Start.AddMilliseconds(100)))),
        ];
    }
}
