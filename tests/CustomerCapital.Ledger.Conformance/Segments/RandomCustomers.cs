using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Ledger.Conformance.Segments;

/// <summary>Customers from a seed: with and without orders, channels and money, at the edges of months, with names that a database could misread.</summary>
internal sealed class RandomCustomers(int seed)
{
    private static readonly string?[] Channels = [null, null, "web", "Web", "50%", "5_%", "o'neill \"x\"", "\\", "Ünïcødé", "客户", "😀", "é", "e\u0301", "null"];

    private static readonly string?[] TimeZones = [null, null, "Europe/Berlin", "America/New_York", "Etc/GMT+12", "Pacific/Apia"];

    private static readonly string?[] Languages = [null, null, "", " ", "-", "de", "de-AT", "DE_at", "de-Latn-at", "x-de", "x-de-at", "Deutsch", "İ-x", "zh-hant-TW", "客户"];

    /// <summary>Those with which a history can begin.</summary>
    private static readonly ActorCommand[] Examples =
    [
        .. ExampleCommands.OfCallers.Where(example => example is { ConcernsId: null, MadeFromVersion: null, NaturalId: not null }
            && Decider.Decide(ActorState.New("ada"), example, new([]), Scribe.Program, Scribe.Start.AddYears(2), () => "").Refusal is null),
    ];

    /// <summary>What is bought, where it is named.</summary>
    public static readonly string?[] Skus = [null, "", "tea", "Tea", "tea ", "t%", "o'neill", "😀", "\uff21", "e\u0301", "é"];

    private static readonly string?[] Categories = [null, "drinks", "tea", "Ünïcødé"];

    private readonly Random _random = new(seed);

    public List<Scribe> Next(int count) => [.. Enumerable.Range(0, count).Select(i => new Scribe($"{Channel() ?? "c"}-{i}"))];

    /// <summary>Some of what a customer does.</summary>
    public ActorCommand[] Commands()
    {
        var commands = new List<ActorCommand>();
        var orders = _random.Next(4) == 0 ? 0 : _random.Next(1, 6);
        if (_random.Next(2) == 0 || orders == 0) commands.Add(Registration());
        if (_random.Next(3) == 0)
        {
            var invited = Moment();
            commands.Add(new InviteToSurvey { SurveyId = "survey", Kind = SurveyKind.Nps, ExpiresAt = invited.AddDays(1), OccurredAt = invited });
        }

        for (var p = 0; p < orders; p++)
        {
            var bought = Moment();
            var lines = _random.Next(3) == 0 ? null : Lines();
            commands.Add(new RecordPurchase { PurchaseId = $"p{p}", Amount = lines is null ? Amount() : null, Lines = lines, Channel = Channel(), OccurredAt = bought });
            if (_random.Next(6) == 0) commands.Add(new AmendPurchase { AmendmentId = $"a{p}", PurchaseId = $"p{p}", Lines = Lines(), OccurredAt = bought.AddHours(1) });
            if (_random.Next(8) == 0) commands.Add(new MovePurchase { MoveId = $"m{p}", PurchaseId = $"p{p}", ToCustomerId = "another customer", OccurredAt = bought.AddDays(1) });
            else if (lines is not null && commands[^1] is RecordPurchase && _random.Next(3) == 0)
                commands.Add(new RecordReturn { ReturnId = $"l{p}", PurchaseId = $"p{p}", Lines = [new(1, Quantity: _random.Next(2) == 0 ? lines[0].Quantity : 0.25m)], OccurredAt = bought.AddDays(1) });
            else if (_random.Next(6) == 0) commands.Add(new RecordReturn { ReturnId = $"r{p}", PurchaseId = $"p{p}", OccurredAt = bought.AddDays(1) });
        }

        if (_random.Next(4) == 0) commands.Add(new RecordReturn { ReturnId = "credit", Amount = Amount(), OccurredAt = Moment() });
        if (_random.Next(3) == 0) commands.Add(new SetEnrolment { Enrolled = true, OccurredAt = Moment() });
        if (_random.Next(3) == 0) commands.Add(new GiveFeedback { FeedbackId = "f", Nps = 10, OccurredAt = Moment() });
        for (var friend = _random.Next(5); friend > 1; friend--)
            commands.Add(new CountConversion { ReferredCustomerId = $"friend-{friend}", Change = 1, ConvertedAt = Moment(), OccurredAt = Moment() });
        if (_random.Next(5) == 0) commands.Add(new RecordInteraction { InteractionId = "i", Kind = InteractionKind.Inquiry, OccurredAt = DateTimeOffset.UnixEpoch });
        for (var contact = _random.Next(4); contact > 1; contact--) commands.Add(new RecordInteraction { InteractionId = $"i{contact}", Kind = Any(InteractionKind.Complaint, InteractionKind.Contact, InteractionKind.Answer), OccurredAt = Moment() });
        for (var call = _random.Next(4); call > 1; call--) commands.Add(new ScheduleFollowUp { FollowUpId = $"call{call}", Kind = FollowUpKind.Call, DueAt = Moment(), OccurredAt = Moment() });
        foreach (var channel in Enum.GetValues<ContactChannel>())
            if (_random.Next(4) == 0) commands.Add(new ChangeConsent { ConsentId = $"consent{channel}", Channel = channel, Purpose = ContactPurpose.Survey, IsGiven = _random.Next(4) > 0, OccurredAt = Moment() });
        foreach (var wallet in (string[])["points", "stamps", "credit"])
            if (_random.Next(3) == 0) commands.Add(new AdjustWallet { AdjustmentId = wallet, Wallet = wallet, Amount = new((1 + _random.Next(30)) * WalletAmount.Scale), OccurredAt = Moment() });
        for (var mug = _random.Next(4); mug > 1; mug--) commands.Add(new GrantReward { GrantId = $"mug{mug}", Reward = "mug", Free = true, OccurredAt = Moment() });
        for (var voucher = _random.Next(4); voucher > 1; voucher--) commands.Add(new NoteVoucher { Code = $"CODE-{voucher}", Terms = new() { Percent = 5 }, OccurredAt = Moment() });
        // Of what is not thought of here the example: so each field has a value of somebody, also one that comes later.
        foreach (var example in Examples)
            if (_random.Next(4) == 0 && !commands.Exists(command => command.GetType() == example.GetType())) commands.Add(example with { OccurredAt = Moment() });
        return [.. commands];
    }

    /// <summary>Of a few articles, so that several customers have bought each; nothing is free, so that a whole return takes everything.</summary>
    private PurchaseLine[] Lines() =>
    [
        .. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => new PurchaseLine(Any(Skus), Any(Categories), Any(1m, 2m, 0.5m), new Money(_random.Next(1, 100_000)))),
    ];

    private RegisterCustomer Registration() => new()
    {
        AcquisitionChannel = Channel(), AcquisitionCost = Amount(), OccurredAt = Moment(),
        Consents = _random.Next(3) == 0 ? null : new(_random.Next(2) == 0, _random.Next(2) == 0, _random.Next(2) == 0),
        Email = Any(null, "ada@example.org", "", " "), Phone = Any(null, "+43 1 23", " "), Language = Any(Languages), TimeZone = Any(TimeZones), BirthDate = _random.Next(4) == 0 ? null : BirthDate(),
    };

    /// <summary>Often at the edges of February and of the year.</summary>
    private DateOnly BirthDate() => _random.Next(2) == 0
        ? Any(new DateOnly(1980, 2, 29), new(1981, 2, 28), new(1981, 3, 1), new(1990, 12, 31), new(1990, 1, 1), new(2000, 1, 31), new(2000, 2, 1))
        : new DateOnly(1950, 1, 1).AddDays(_random.Next(20_000));

    private T Any<T>(params T[] choices) => choices[_random.Next(choices.Length)];

    private string? Channel() => Channels[_random.Next(Channels.Length)];

    private Money Amount() => _random.Next(4) switch { 0 => Money.Zero, 1 => new(_random.Next(1, 20)), 2 => Money.Limit, _ => new(_random.NextInt64(1, 10_000_000)) };

    /// <summary>Within two years, often to the microsecond at the edge of a month, or at noon.</summary>
    private DateTimeOffset Moment()
    {
        var month = new DateTimeOffset(2024 + _random.Next(2), _random.Next(1, 13), 1, 0, 0, 0, TimeSpan.Zero);
        return _random.Next(3) switch
        {
            0 => month.AddMicroseconds(_random.Next(-1, 2)),
            1 => month.AddDays(_random.Next(28)).AddHours(12),
            _ => month.AddMicroseconds(_random.NextInt64(28L * 24 * 3_600 * 1_000_000)),
        };
    }
}
