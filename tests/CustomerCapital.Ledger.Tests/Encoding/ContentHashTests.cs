using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Ledger.Tests.Encoding;

/// <summary>By its hash a repeat is told from a conflict, in every ledger and for ever.</summary>
public sealed class ContentHashTests
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(-3.5)).AddMicroseconds(789_012);

    private static readonly RecordPurchase Purchase = new() { PurchaseId = "p", Amount = Amount("25"), OccurredAt = At, Lines = [new("s", "c", 2.5m, Amount("10"))] };

    /// <summary>
    /// Commands with their hashes, and with those which versions before the numbered forms have made of them; registrations have none that is kept.
    /// One hash of every command is in Golden/events.json of Domain.Tests.
    /// </summary>
    public static TheoryData<ActorCommand, string, string?> Golden => new()
    {
        { new RegisterCustomer { Name = "Ada Löwe 🦁", Email = "a@b.c", Phone = "+1", Language = "de-CH", BirthDate = new(1990, 2, 28), Consents = new(true, false, true), AcquisitionChannel = "web", AcquisitionCost = Amount("1.2345"), OccurredAt = At }, "2:141ea09c3c83783cd8ea3f62444e37d9", null },
        { new ChangeRegistration { ChangeId = "c", ExpectedVersion = 3, Name = "Ada", Consents = new(Post: false), AcquisitionCost = Amount("1.5"), Clear = ["email"] }, "2:b6b412efc45dd2edb3f822eb481799ec", null },
        { new RecordInteraction { InteractionId = "i", Kind = InteractionKind.Answer, Positive = true, Channel = "phone", Note = "a\n\"b\"\\", OccurredAt = At }, "2:6fe8144aeb1d2a54d673485bdd6cd81d", "72945cb4e562063b573be180c894d395" },
        { new RecordInteraction { InteractionId = "i", Kind = InteractionKind.Inquiry }, "2:bab8f054c45387189bf0663125e79013", "accc4b281a8bb907d1c370f2d5d00c9a" },
        { new RecordPurchase { PurchaseId = "p", Amount = Amount("12.5"), Currency = "EUR", Channel = "ü🦁", OccurredAt = At }, "2:8ad1e63a6b0379938a0698c398e29367", "1afc04a46192c32a1f5c5e66712b66e2" },
        { new RecordPurchase { PurchaseId = "p", Discount = Amount("1"), Lines = [new("s", "c", 2.50m, Amount("10"), Amount("0.5")), new("t"), new(null, null, 1, Amount("3"))] }, "2:1c2af9a05d97437feb62dc9655b9c712", "a27624f3f3cb77eff0f29a62205c37a8" },
        { new RecordPurchase { PurchaseId = "p", Amount = Amount("0") }, "2:45585790e5fced8a02ec14abcd964ba0", "8b959b92cd1ac07c0913aad3ef169834" },
        { new AmendPurchase { AmendmentId = "a", PurchaseId = "p", Discount = Amount("1"), Lines = [new("s", "c", 2.50m, Amount("10"), Amount("0.5"))], OccurredAt = At }, "2:9bfb309db6f8d936a5ad856e276be152", null },
        { new MovePurchase { MoveId = "m", PurchaseId = "p", ToCustomerId = "bob", OccurredAt = At }, "2:64e9384433c0da13069a0b100233f49f", null },
        { new TakeOverPurchase { FromCustomerId = "bob", MoveId = "m", PurchaseId = "p", Content = new(Amount("3"), Amount("1"), "web", null, null), KnownAs = "3:hash", OccurredAt = At }, "2:05ece9de7a75f7ccc7ae2463f80de068", null },
        { new RecordReturn { ReturnId = "r", PurchaseId = "p", Lines = [new(1, null, 2.50m), new(null, "s")], Reason = "<broken> & 'cold'", OccurredAt = At }, "2:5ebfa3318e551ed80a529750c0d2c168", "5921b54abdb0eb7506e1aa5269cc87f9" },
        { new RecordReturn { ReturnId = "r", Amount = Amount("1"), Currency = "EUR" }, "2:de32ce2a3759015f99395f2caff26e4c", "422d8ce249f923802e8a6dbb9d7a049a" },
        { new RecordReturn { ReturnId = "r", Lines = [new(null, "s", 2m, Amount("4"))] }, "2:ae8ca8dbf9e191dd70638d55112b6025", "c1d586c5de92da7a1275b696c2536010" },
        { new SetEnrolment { EnrolmentId = "e", Enrolled = false, OccurredAt = At }, "2:48c0266a17cde73663592a872f699709", "cfb5f5ae8cfa84f7bae43a8c1ae895cc" },
        { new SetEnrolment { EnrolmentId = "e", Enrolled = true }, "2:7ad437ebcde8a2e9927e88b69832fe6b", "f039496f705fd9293eb245bd93473ec4" },
        { new GiveFeedback { FeedbackId = "f", Nps = 0, Review = 5, Comment = "a\nb", OccurredAt = At }, "2:457ae00b6232eb833ac34dca9f69b17e", "5804a60d861d0daea246e9944cc2cba4" },
        { new CorrectFeedback { CorrectionId = "c", FeedbackId = "f", Nps = 0, Review = 5, Comment = "a\nb", OccurredAt = At }, "2:a0d11b2ad1052120656923e8182c6ccd", null },
        { new WithdrawFeedback { FeedbackId = "f", OccurredAt = At }, "2:e44362a36216d80b67c4e2ff41ed6b49", null },
        { new MakeReferral { ReferralId = "m", ReferredCustomerId = "bob", OccurredAt = At }, "2:23a665fcf85172aecb40fdf9f44e1707", "7e4ae184b118c989d51219d5417b9cdc" },
        { new AcceptReferral { ReferralId = "m", ReferrerId = "ada", OccurredAt = At }, "2:3f3ce4614015bebd9671a99f7b2d43b0", "701e84532fa1a52ffc6dd9bc3cc4bb7a" },
        { new CountConversion { ReferredCustomerId = "bob", Change = 3, ConvertedAt = At.ToUniversalTime(), OccurredAt = At }, "2:e5c1f8838e31b0ecaa3bd2918daf6dfc", "f241ef08a3f22522bb3ccf5313951e65" },
        { new ScheduleFollowUp { FollowUpId = "u", Kind = FollowUpKind.Letter, DueAt = At, PurchaseId = "p", Note = "n", OccurredAt = At }, "2:6a37c646db4137777babca5a4a10c134", "47cd3b430e7c68a8e663c4abbf842886" },
        { new ScheduleFollowUp { FollowUpId = "u", Kind = FollowUpKind.Call, DueAt = At.ToUniversalTime() }, "2:ae2329a7003e457ef50ca9d1e4ca8f65", "b6ab258327c9eb7482639b59c607b5e3" },
        { new CompleteFollowUp { FollowUpId = "u", Result = "done", OccurredAt = At }, "2:fe1b29baf59b11965f80c4fbfd75175c", "65b9ae0d88e10de21d3a05dfb31813f3" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void HashOf_never_changes(ActorCommand command, string hash, string? first)
    {
        var shorter = Shorter(hash["2:".Length..]);
        Assert.Equal(shorter, LedgerJson.HashOf(command));
        Assert.True(LedgerJson.IsHashOf(shorter, command));
        Assert.True(LedgerJson.IsHashOf(hash, command));
        Assert.Equal(first is not null, LedgerJson.IsHashOf(first, command));
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void IsHashOf_a_hash_of_either_form_is_false_for_other_content(ActorCommand command, string hash, string? first)
    {
        var later = command with { OccurredAt = At.AddSeconds(1) };

        Assert.False(LedgerJson.IsHashOf(hash, later));
        Assert.False(LedgerJson.IsHashOf(first, later));
        Assert.False(LedgerJson.IsHashOf(hash["2:".Length..], command));
        Assert.False(LedgerJson.IsHashOf(null, command));
    }

    /// <summary>The same digest in the form of today.</summary>
    private static string Shorter(string hexadecimal) => "3:" + System.Buffers.Text.Base64Url.EncodeToString(Convert.FromHexString(hexadecimal));

    [Fact]
    public void HashOf_is_the_same_from_whichever_version_the_command_was_made()
    {
        Assert.Equal(LedgerJson.HashOf(new ChangeRegistration { Name = "Ada" }), LedgerJson.HashOf(new ChangeRegistration { Name = "Ada", ExpectedVersion = 7 }));
        Assert.Equal(LedgerJson.HashOf(new RegisterCustomer { Name = "Ada" }), LedgerJson.HashOf(new RegisterCustomer { Name = "Ada", ExpectedVersion = 0 }));
        Assert.NotEqual(LedgerJson.HashOf(new ChangeRegistration { Name = "Ada" }), LedgerJson.HashOf(new ChangeRegistration { Name = "Ada", Clear = ["email"] }));
    }

    public static TheoryData<ActorCommand> SameAsPurchase =>
    [
        Purchase with { Lines = [new("s", "c", 2.50m, Amount("10"))] },
        Purchase with { Lines = [new("s", "c", 2.5000m, Amount("10.0000"))] },
        Purchase with { Amount = Amount("25.00") },
        Purchase with { OccurredAt = At.ToUniversalTime() },
        Purchase with { OccurredAt = At.ToOffset(TimeSpan.FromHours(9)) },
        Purchase with { OccurredAt = At.AddTicks(9) },
        Purchase with { Discount = Money.Zero },
        FromJson("""{"amount":25.0,"type":"purchase","occurredAt":"2026-02-03T07:35:06.789012Z","lines":[{"unitPrice":"10","discount":0,"quantity":2.500,"category":"c","sku":"s"}],"discount":"0.00","currency":null,"purchaseId":"p"}"""),
    ];

    [Theory]
    [MemberData(nameof(SameAsPurchase))]
    public void HashOf_is_the_same_however_the_same_content_is_written(ActorCommand command) => Assert.Equal(LedgerJson.HashOf(Purchase), LedgerJson.HashOf(command));

    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("0.0001", "0.00010", true)]
    [InlineData("10000000", "10000000.0000", true)]
    [InlineData("10", "1", false)]
    [InlineData("0.1", "0.01", false)]
    public void HashOf_takes_a_quantity_by_its_value(string one, string other, bool same)
    {
        var (first, second) = (Returning(one), Returning(other));

        Assert.Equal(same, LedgerJson.HashOf(first) == LedgerJson.HashOf(second));

        static RecordReturn Returning(string quantity) =>
            new() { ReturnId = "r", PurchaseId = "p", Lines = [new(1, null, decimal.Parse(quantity, System.Globalization.CultureInfo.InvariantCulture))] };
    }

    [Fact]
    public void HashOf_a_follow_up_is_the_same_whatever_the_offset_of_its_due_time()
    {
        var local = new ScheduleFollowUp { FollowUpId = "u", Kind = FollowUpKind.Call, DueAt = At };

        Assert.Equal(LedgerJson.HashOf(local with { DueAt = At.ToUniversalTime() }), LedgerJson.HashOf(local));
        Assert.NotEqual(LedgerJson.HashOf(local with { DueAt = At.AddSeconds(1) }), LedgerJson.HashOf(local));
    }

    [Fact]
    public void HashOf_no_lines_is_that_of_an_empty_list() => Assert.Equal(
        LedgerJson.HashOf(Purchase with { Lines = null }), LedgerJson.HashOf(Purchase with { Lines = [] }));

    [Fact]
    public void HashOf_differs_with_every_field()
    {
        ActorCommand[] others =
        [
            Purchase, Purchase with { PurchaseId = "q" }, Purchase with { Amount = Amount("25.0001") }, Purchase with { OccurredAt = At.AddMicroseconds(1) }, Purchase with { OccurredAt = null },
            Purchase with { Channel = "web" }, Purchase with { Channel = "" }, Purchase with { Channel = "We\u0301" }, Purchase with { Channel = "W\u00e9" }, Purchase with { Channel = "web " },
            Purchase with { Currency = "EUR" }, Purchase with { Discount = Amount("0.0001") }, Purchase with { Amount = null },
            Purchase with { Lines = null }, Purchase with { Lines = [new()] }, Purchase with { Lines = [new(), new()] }, Purchase with { Lines = [new("a")] }, Purchase with { Lines = [new(null, "a")] },
            Purchase with { Lines = [new("a"), new("b")] }, Purchase with { Lines = [new("b"), new("a")] }, Purchase with { Lines = [new(Quantity: 2)] },
            Purchase with { Lines = [new(UnitPrice: Amount("2"))] }, Purchase with { Lines = [new(Discount: Amount("2"))] },
            new RecordReturn { ReturnId = "p", Amount = Amount("25"), OccurredAt = At },
            new SetEnrolment { EnrolmentId = "p" }, new SetEnrolment { EnrolmentId = "p", Enrolled = false }, new SetEnrolment { EnrolmentId = "p", Enrolled = true },
            new GiveFeedback { FeedbackId = "p", Nps = 0 }, new GiveFeedback { FeedbackId = "p", Review = 0 }, new GiveFeedback { FeedbackId = "p", Comment = "\",\"nps\":0" },
        ];

        Assert.Equal(others.Length, others.Select(LedgerJson.HashOf).Distinct().Count());
        Assert.All(others, other => Assert.Matches("^3:[-_0-9A-Za-z]{22}$", LedgerJson.HashOf(other)));
    }

    [Fact]
    public void HashOf_broken_Unicode_is_a_hash() => Assert.Matches("^3:[-_0-9A-Za-z]{22}$", LedgerJson.HashOf(Purchase with { Channel = "\ud800" }));

    /// <remarks>Of a follow-up whose due time has an offset the first form had two hashes, one after the other.</remarks>
    [Fact]
    public void IsHashOf_knows_hashes_that_were_kept_while_the_offset_of_a_due_time_counted()
    {
        var followUp = new ScheduleFollowUp { FollowUpId = "u", Kind = FollowUpKind.Call, DueAt = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)) };

        Assert.True(LedgerJson.IsHashOf("4d7ed2903492fc5d67bdcd43130494b7", followUp));
        Assert.False(LedgerJson.IsHashOf("4d7ed2903492fc5d67bdcd43130494b7", followUp with { Note = "n" }));
    }

    /// <summary>Every command of the product, with nothing stated.</summary>
    public static TheoryData<ActorCommand, string> Unstated
    {
        get
        {
            var data = new TheoryData<ActorCommand, string>();
            foreach (var (name, type, _) in Capabilities.Of(ActorKind.Customer).SelectMany(capability => capability.Commands)) data.Add((ActorCommand)Activator.CreateInstance(type)!, name);
            return data;
        }
    }

    /// <remarks>So a field that is added changes no hash of a command that does not state it: neither one that is made from now on nor one that was made before.</remarks>
    [Theory]
    [MemberData(nameof(Unstated))]
    public void HashOf_a_command_that_states_nothing_is_that_of_its_type_alone(ActorCommand command, string type)
    {
        var firstHeldAlso = command switch { RecordInteraction => ",\"positive\":false", RecordPurchase => ",\"discount\":\"0.00\"", _ => "" };

        Assert.Equal(Shorter(DigestOf($$"""{"type":"{{type}}"}""")), LedgerJson.HashOf(command));
        Assert.True(LedgerJson.IsHashOf(DigestOf($$"""{"type":"{{type}}"{{firstHeldAlso}}}"""), command));
    }

    [Fact]
    public void HashOf_a_line_that_states_nothing_holds_its_place_alone()
    {
        var command = new RecordPurchase { Lines = [new()] };

        Assert.Equal(Shorter(DigestOf("""{"type":"purchase","lines":[{}]}""")), LedgerJson.HashOf(command));
        Assert.True(LedgerJson.IsHashOf(DigestOf("""{"type":"purchase","discount":"0.00","lines":[{"quantity":1,"unitPrice":"0.00","discount":"0.00"}]}"""), command));
    }

    private static string DigestOf(string json) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(json)))[..32];

    private static ActorCommand FromJson(string json) => JsonSerializer.Deserialize<ActorCommand>(json, Options)!;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { AllowOutOfOrderMetadataProperties = true, TypeInfoResolver = JsonTypeInfoResolver.Combine(Capabilities.Json, new DefaultJsonTypeInfoResolver()) };

    private static Money Amount(string text) => Money.TryParse(text, out var money) ? money : throw new FormatException(text);
}
