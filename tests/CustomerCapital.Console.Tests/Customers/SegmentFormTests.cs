using CustomerCapital.ConsolePages.Customers;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.ConsolePages.Tests.Customers;

/// <summary>What a form says of a segment is that segment.</summary>
public sealed class SegmentFormTests
{
    private static readonly ProgramCalendar Calendar = new("Europe/Berlin");

    [Fact]
    public void Form_that_says_nothing_means_everyone() => Assert.True(Read().IsEveryone);

    [Fact]
    public void Conditions_must_all_hold_or_any_of_them()
    {
        var (rung, orders) = (LadderFields.Rung.Where(SegmentOperator.AtLeast, Rung.Member), PurchaseFields.Orders.Where(SegmentOperator.LessThan, 10));

        Assert.Equal(new AllOf([rung, orders]), Read(("f1", "rung"), ("o1", "atLeast"), ("v1", "member"), ("f3", "orders"), ("o3", "lessThan"), ("v3", " 10 ")).Segment);
        Assert.Equal(new AnyOf([rung, orders]), Read(("match", "any"), ("f1", "rung"), ("o1", "atLeast"), ("v1", "member"), ("f3", "orders"), ("o3", "lessThan"), ("v3", "10")).Segment);
    }

    [Theory]
    [InlineData("revenue", "atLeast", "99,5", """{"field":"revenue","operator":"atLeast","value":"99.50"}""")]
    [InlineData("lapsed", "equals", "ja", """{"field":"lapsed","operator":"equals","value":true}""")]
    [InlineData("lapsed", "equals", "no", """{"field":"lapsed","operator":"equals","value":false}""")]
    [InlineData("lastPurchaseAt", "atLeast", "30", """{"field":"lastPurchaseAt","operator":"atLeast","value":{"daysAgo":30}}""")]
    [InlineData("lastPurchaseAt", "lessThan", "2026-07-01", """{"field":"lastPurchaseAt","operator":"lessThan","value":"2026-06-30T22:00:00+00:00"}""")]
    [InlineData("cohort", "equals", "2026-03", """{"field":"cohort","operator":"equals","value":"2026-03"}""")]
    [InlineData("orders", "in", "1, 2,3", """{"field":"orders","operator":"in","value":[1,2,3]}""")]
    [InlineData("lastPurchaseAt", "exists", "whatever", """{"field":"lastPurchaseAt","operator":"exists"}""")]
    public void Values_are_read_as_people_type_them(string field, string @operator, string value, string condition)
    {
        var expected = SegmentJson.Read(condition, out var wrong);
        Assert.Empty(wrong);

        var form = Read(("f1", field), ("o1", @operator), ("v1", value));
        Assert.Empty(form.Faults);
        Assert.Equal(new AllOf([expected!]), form.Segment);
    }

    [Theory]
    [InlineData("orders", "atLeast", "three")]
    [InlineData("orders", "in", "")]
    [InlineData("lapsed", "equals", "perhaps")]
    [InlineData("lapsed", "atLeast", "yes")]
    [InlineData("revenue", "atLeast", "12 euros")]
    [InlineData("lastPurchaseAt", "atLeast", "yesterday")]
    [InlineData("cohort", "equals", "2026-13")]
    [InlineData("shoeSize", "equals", "42")]
    [InlineData("orders", "resembles", "3")]
    public void What_cannot_be_read_comes_back_with_its_fault(string field, string @operator, string value)
    {
        var form = Read(("f2", field), ("o2", @operator), ("v2", value));

        Assert.NotEmpty(form.Faults);
        Assert.True(form.IsEveryone);
        Assert.Equal(new FormCondition(field, @operator, value), form.Conditions[1]);
    }

    [Fact]
    public void JSON_stands_for_the_whole()
    {
        Assert.Equal(new Not(new SavedSegmentReference("loyal")), Read(("segment", """{"not":{"segment":"loyal"}}""")).Segment);
        Assert.NotEmpty(Read(("segment", "{")).Faults);
    }

    [Fact]
    public void What_would_be_passed_over_is_a_fault()
    {
        Assert.NotEmpty(Read(("segment", """{"all":[]}"""), ("f1", "orders"), ("o1", "atLeast"), ("v1", "1")).Faults);
        Assert.NotEmpty(Read(("f1", ""), ("o1", "equals"), ("v1", "lonely")).Faults);
        Assert.NotEmpty(Read(("f1", "revenue"), ("o1", "atLeast"), ("v1", "1.000")).Faults);
    }

    [Fact]
    public void Saved_segment_and_rung_are_further_conditions() =>
        Assert.Equal(new AllOf([new SavedSegmentReference("loyal"), LadderFields.Rung.Where(SegmentOperator.Equals, Rung.RavingFan)]), Read(("saved", "loyal"), ("rung", "raving_fan")).Segment);

    [Fact]
    public void Fields_are_those_of_segments() => Assert.Equal(Capabilities.FieldsOfSegments.Values, SegmentForm.Fields);

    private static SegmentForm Read(params (string Name, string Value)[] said)
    {
        var values = said.ToDictionary(one => one.Name, one => one.Value);
        return SegmentForm.Read(values.GetValueOrDefault, Calendar);
    }
}
