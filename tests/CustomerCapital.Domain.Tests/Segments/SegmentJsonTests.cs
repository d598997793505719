using CustomerCapital.Domain.Actors;
using System.Text.Encodings.Web;
using System.Text.Json;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Domain.Tests.Segments;

public sealed class SegmentJsonTests
{
    private static readonly JsonSerializerOptions Legible = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("""{"all":[]}""")]
    [InlineData("""{"any":[]}""")]
    [InlineData("""{"not":{"all":[]}}""")]
    [InlineData("""{"all":[{"field":"rung","operator":"atLeast","value":"member"},{"not":{"field":"lapsed","operator":"equals","value":true}}]}""")]
    [InlineData("""{"any":[{"field":"rung","operator":"in","value":["buyer","raving_fan"]},{"field":"enrolled","operator":"notEquals","value":false}]}""")]
    [InlineData("""{"field":"acquisitionChannel","operator":"in","value":["50%","o'neill","客户"]}""")]
    [InlineData("""{"field":"acquisitionChannel","operator":"exists"}""")]
    [InlineData("""{"field":"customerId","operator":"equals","value":"ada"}""")]
    [InlineData("""{"field":"orders","operator":"greaterThan","value":3}""")]
    [InlineData("""{"field":"convertedReferrals","operator":"lessThan","value":-1}""")]
    [InlineData("""{"field":"revenue","operator":"atMost","value":"-12.50"}""")]
    [InlineData("""{"field":"averageOrderValue","operator":"atLeast","value":"0.0001"}""")]
    [InlineData("""{"field":"acquisitionCost","operator":"notEquals","value":"0.00"}""")]
    [InlineData("""{"field":"lastPurchaseAt","operator":"lessThan","value":{"daysAgo":90}}""")]
    [InlineData("""{"field":"firstPurchaseAt","operator":"atLeast","value":"2026-03-01T08:30:00+00:00"}""")]
    [InlineData("""{"field":"knownSince","operator":"atMost","value":"2026-03-01T08:30:00.123456+00:00"}""")]
    [InlineData("""{"field":"cohort","operator":"in","value":["2026-02","2026-03"]}""")]
    [InlineData("""{"field":"cohort","operator":"in","value":["2026-02",{"monthsAgo":0},{"monthsAgo":1200}]}""")]
    [InlineData("""{"all":[{"segment":"Stammkunden / Österreich"},{"not":{"segment":"b"}}]}""")]
    [InlineData("""{"field":"emailConsent","operator":"equals","value":true}""")]
    [InlineData("""{"field":"language","operator":"in","value":["de","de-AT"]}""")]
    [InlineData("""{"field":"primaryLanguage","operator":"equals","value":"de"}""")]
    [InlineData("""{"field":"birthday","operator":"atMost","value":"02-29"}""")]
    [InlineData("""{"field":"birthMonth","operator":"in","value":[1,12]}""")]
    [InlineData("""{"field":"daysToBirthday","operator":"atMost","value":365}""")]
    [InlineData("""{"field":"monthsToBirthday","operator":"equals","value":0}""")]
    [InlineData("""{"field":"lastInteractionAt","operator":"atLeast","value":{"daysAgo":30}}""")]
    public void Read_and_written_again_a_canonical_segment_is_the_same_to_the_byte(string json)
    {
        var segment = SegmentJson.Read(json, out var faults);

        Assert.Empty(faults);
        Assert.Equal(json, SegmentJson.Write(segment!));
        Assert.Equal(segment, SegmentJson.Read(SegmentJson.Write(segment!), out _));
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<Segment>(json), Legible));
    }

    [Theory]
    [InlineData("""{ "value" : "member", "operator" : "atLeast", "field" : "rung" }""", """{"field":"rung","operator":"atLeast","value":"member"}""")]
    [InlineData("""{"field":"revenue","operator":"equals","value":12.5}""", """{"field":"revenue","operator":"equals","value":"12.50"}""")]
    [InlineData("""{"field":"knownSince","operator":"atMost","value":"2026-03-01T09:30:00.1234567+01:00"}""", """{"field":"knownSince","operator":"atMost","value":"2026-03-01T08:30:00.123456+00:00"}""")]
    [InlineData("""{"field":"acquisitionChannel","operator":"equals","value":"\u00e9"}""", """{"field":"acquisitionChannel","operator":"equals","value":"é"}""")]
    [InlineData("""{"field":"acquisitionChannel","operator":"equals","value":"😀"}""", """{"field":"acquisitionChannel","operator":"equals","value":"\uD83D\uDE00"}""")]
    [InlineData("""{"field":"language","operator":"equals","value":"DE_at"}""", """{"field":"language","operator":"equals","value":"de-AT"}""")]
    [InlineData("""{"field":"primaryLanguage","operator":"equals","value":"DE"}""", """{"field":"primaryLanguage","operator":"equals","value":"de"}""")]
    public void Write_gives_the_one_form(string json, string canonical) => Assert.Equal(canonical, SegmentJson.Write(SegmentJson.Read(json, out _)!));

    [Fact]
    public void Read_of_an_unknown_field_names_all_that_there_are()
    {
        Assert.Null(SegmentJson.Read("""{"field":"rang","operator":"equals","value":"member"}""", out var faults));

        Assert.Equal($"Must be one of {string.Join(", ", Capabilities.FieldsOfSegments.Keys)}.", Assert.Single(faults).Message);
    }

    [Theory]
    [InlineData("", "", "Must be a segment in JSON: ")]
    [InlineData("rung", "", "Must be a segment in JSON: ")]
    [InlineData("""{"all":[]} {}""", "", "Must be a segment in JSON: ")]
    [InlineData("[]", "", "Must be an object with \"all\", \"any\", \"not\", \"segment\", or \"field\",")]
    [InlineData("null", "", "Must be an object with")]
    [InlineData("{}", "", "Must be an object with")]
    [InlineData("""{"all":{}}""", "all", "Must be an array of segments.")]
    [InlineData("""{"any":[1]}""", "any[0]", "Must be an object with")]
    [InlineData("""{"not":[]}""", "not", "Must be an object with")]
    [InlineData("""{"all":[],"any":[]}""", "any", "Must not stand beside \"all\".")]
    [InlineData("""{"all":[],"all":[]}""", "all", "Must not stand twice.")]
    [InlineData("""{"all":[{"not":{"field":"rang","operator":"equals","value":"member"}}]}""", "all[0].not.field", "Must be one of acquisitionChannel, acquisitionCost, ")]
    [InlineData("""{"field":"rung","operator":"atleast","value":"member"}""", "operator", "Must be one of equals, notEquals, in, lessThan, atMost, greaterThan, atLeast for rung.")]
    [InlineData("""{"field":"lapsed","operator":"atLeast","value":true}""", "operator", "Must be one of equals, notEquals for lapsed.")]
    [InlineData("""{"field":"rung","operator":"exists"}""", "operator", "Must be one of equals,")]
    [InlineData("""{"field":"rung","value":"member"}""", "operator", "Must be one of equals,")]
    [InlineData("""{"field":"rung","operator":"equals"}""", "value", "Is required.")]
    [InlineData("""{"field":"rung","operator":"equals","value":"king"}""", "value", "Must be one of in_target_market, prospect, buyer, customer, member, advocate, raving_fan.")]
    [InlineData("""{"field":"rung","operator":"equals","value":5}""", "value", "Must be one of in_target_market,")]
    [InlineData("""{"field":"rung","operator":"equals","value":"member","values":[]}""", "values", "Is not a field here; there are all, any, field, not, operator, segment, value.")]
    [InlineData("""{"field":"rung","operator":"in","value":"member"}""", "value", "Must be an array of 1 to 100 values.")]
    [InlineData("""{"field":"rung","operator":"in","value":[]}""", "value", "Must be an array of 1 to 100 values.")]
    [InlineData("""{"field":"rung","operator":"in","value":["member","king"]}""", "value[1]", "Must be one of in_target_market,")]
    [InlineData("""{"field":"cohort","operator":"exists","value":true}""", "value", "Must not stand beside the operator exists;")]
    [InlineData("""{"field":"lapsed","operator":"equals","value":"true"}""", "value", "Must be true or false.")]
    [InlineData("""{"field":"orders","operator":"equals","value":1.5}""", "value", "Must be a whole number")]
    [InlineData("""{"field":"orders","operator":"equals","value":"1"}""", "value", "Must be a whole number")]
    [InlineData("""{"field":"orders","operator":"equals","value":9223372036854775808}""", "value", "Must be a whole number")]
    [InlineData("""{"field":"revenue","operator":"equals","value":"1.23456"}""", "value", "Must be a decimal string or number with at most four places")]
    [InlineData("""{"field":"revenue","operator":"equals","value":true}""", "value", "Must be a decimal string")]
    [InlineData("""{"field":"cohort","operator":"equals","value":"2026-13"}""", "value", "Must be a month from 1969-12 to 9998-12")]
    [InlineData("""{"field":"cohort","operator":"equals","value":{"monthsAgo":-1}}""", "value", "Must be a month from 1969-12 to 9998-12, such as 2026-03, or {\"monthsAgo\": 1}, 0 to 1200 months before the running one.")]
    [InlineData("""{"field":"cohort","operator":"equals","value":{"monthsAgo":1201}}""", "value", "Must be a month from")]
    [InlineData("""{"field":"cohort","operator":"equals","value":{"daysAgo":1}}""", "value", "Must be a month from")]
    [InlineData("""{"field":"cohort","operator":"equals","value":"0001-01"}""", "value", "Must be a month from 1969-12")]
    [InlineData("""{"field":"knownSince","operator":"atMost","value":"2026-03-01T08:30:00"}""", "value", "Must be an instant with its offset")]
    [InlineData("""{"field":"knownSince","operator":"atMost","value":"2026-03-01"}""", "value", "Must be an instant with its offset")]
    [InlineData("""{"field":"knownSince","operator":"atMost","value":{"daysAgo":-1}}""", "value", "Must be an instant with its offset")]
    [InlineData("""{"field":"knownSince","operator":"atMost","value":{"daysAgo":36501}}""", "value", "Must be an instant with its offset")]
    [InlineData("""{"field":"knownSince","operator":"atMost","value":{"daysAgo":1,"hoursAgo":1}}""", "value", "Must be an instant with its offset")]
    [InlineData("""{"field":"knownSince","operator":"equals","value":{"daysAgo":1}}""", "operator", "Must be one of lessThan, atMost, greaterThan, atLeast for knownSince.")]
    [InlineData("""{"field":"customerId","operator":"equals","value":""}""", "value", "Must be a text of 1 to 200 characters.")]
    [InlineData("""{"field":"customerId","operator":"equals","value":"a\u0000b"}""", "value", "Must be a text of 1 to 200 characters.")]
    [InlineData("""{"field":"customerId","operator":"equals","value":"\ud83d"}""", "", "Must be well-formed Unicode.")]
    [InlineData("""{"\ud83d":1}""", "", "Must be well-formed Unicode.")]
    [InlineData("""{"field":"primaryLanguage","operator":"equals","value":"de-AT"}""", "value", "Must be a primary language such as de, without a country; de-AT is a language.")]
    [InlineData("""{"segment":5}""", "segment", "Must be the name of a saved segment, a text of 1 to 128 characters.")]
    [InlineData("""{"all":[{"segment":" a"}]}""", "all[0].segment", "Must be the name of a saved segment")]
    [InlineData("""{"segment":"a","field":"rung"}""", "field", "Must not stand beside \"segment\".")]
    [InlineData("""{"field":"birthday","operator":"equals","value":"02-30"}""", "value", "Must be a day of the year, such as 02-29.")]
    [InlineData("""{"field":"birthday","operator":"equals","value":"1980-02-29"}""", "value", "Must be a day of the year")]
    [InlineData("""{"field":"birthMonth","operator":"equals","value":13}""", "value", "Must be a month of the year, 1 to 12.")]
    [InlineData("""{"field":"daysToBirthday","operator":"atMost","value":366}""", "value", "Must be a number of days from 0, which is today, to 365.")]
    [InlineData("""{"field":"monthsToBirthday","operator":"equals","value":-1}""", "value", "Must be a number of months from 0, which is the running month, to 12.")]
    public void Read_says_where_the_fault_is_and_what_is_allowed(string json, string field, string message)
    {
        Assert.Null(SegmentJson.Read(json, out var faults));

        var fault = Assert.Single(faults);
        Assert.Equal(field, fault.Field);
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_names_every_fault_at_once()
    {
        Assert.Null(SegmentJson.Read("""{"all":[{"field":"x","operator":"y","value":1},{"field":"orders","operator":"in","value":[1,"2",3.5]}]}""", out var faults));

        Assert.Equal(["all[0].field", "all[0].operator", "all[1].value[1]", "all[1].value[2]"], faults.Select(fault => fault.Field));
    }

    [Fact]
    public void Read_holds_the_limits()
    {
        Assert.NotNull(SegmentJson.Read(Nested(Segment.DepthLimit), out _));
        Assert.Null(SegmentJson.Read(Nested(Segment.DepthLimit + 1), out var tooDeep));
        Assert.Equal("not.not.not.not.not.not", Assert.Single(tooDeep).Field);
        Assert.Null(SegmentJson.Read(Nested(10_000), out var muchTooDeep));
        Assert.StartsWith("Must be a segment in JSON", Assert.Single(muchTooDeep).Message, StringComparison.Ordinal);
        Assert.NotNull(SegmentJson.Read(Wide(Segment.PartLimit - 1), out _));
        Assert.Null(SegmentJson.Read(Wide(5_000), out var tooWide));
        Assert.Equal("all[99]", Assert.Single(tooWide).Field);
        Assert.NotNull(SegmentJson.Read(OneOf(Segment.ValueLimit), out _));
        Assert.Null(SegmentJson.Read(OneOf(Segment.ValueLimit + 1), out _));

        static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"not\":", depth - 1)) + """{"all":[]}""" + new string('}', depth - 1);
        static string Wide(int parts) => $$"""{"all":[{{string.Join(",", Enumerable.Repeat("{\"any\":[]}", parts))}}]}""";
        static string OneOf(int values) => $$"""{"field":"orders","operator":"in","value":[{{string.Join(",", Enumerable.Range(0, values))}}]}""";
    }

    [Fact]
    public void Where_takes_only_operators_of_the_field_with_their_number_of_values()
    {
        Assert.Throws<ArgumentException>(() => LadderFields.Lapsed.Where(SegmentOperator.AtLeast, true));
        Assert.Throws<ArgumentException>(() => LadderFields.Rung.Where(SegmentOperator.AtLeast, Rung.Buyer, Rung.Member));
        Assert.Throws<ArgumentException>(() => PurchaseFields.Orders.Where(SegmentOperator.In));
        Assert.Throws<ArgumentException>(() => PurchaseFields.Cohort.Where(SegmentOperator.Exists, SegmentMonth.Ago(0)));
        Assert.Throws<ArgumentException>(() => PurchaseFields.Revenue.Where(SegmentOperator.Exists));
    }
}
