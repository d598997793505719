using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Domain.Tests.Fields;

/// <summary>A field that no version has yet, declared as a capability would.</summary>
public sealed class AddedFieldTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly Field<SegmentInstant> RegisteredAt = new("registeredAt", state => Registration.Part.Of(state).At) { IsOptional = true };
    private static readonly Field<SegmentMonth> Joined = new("joined") { MonthOf = RegisteredAt, IsOptional = true };
    private static readonly Field<Money> Worth = new("worth") { UnderPolicy = (row, policy) => row.Of<Money>(PurchaseFields.Revenue).Times(policy.MarginRate) };
    private static readonly ActorState Ada = Registration.Part.Set(ActorState.New("ada"), new() { At = At });
    private static readonly ActorState Bob = ActorState.New("bob");

    [Fact]
    public void Column_has_the_name_in_snake_case_and_what_is_derived_has_none()
    {
        Assert.Equal("registered_at", RegisteredAt.Column);
        Assert.Null(Joined.Column);
        Assert.Null(Worth.Column);
        Assert.Empty(Worth.Operators);
    }

    [Fact]
    public void Segment_of_it_has_whom_it_says()
    {
        Segment[] adas =
        [
            RegisteredAt.Where(SegmentOperator.Exists), RegisteredAt.Where(SegmentOperator.AtMost, SegmentInstant.Of(At)), RegisteredAt.Where(SegmentOperator.AtLeast, SegmentInstant.Ago(3)),
            Joined.Where(SegmentOperator.Equals, SegmentMonth.Of(Month.Of(2026, 1))), Joined.Where(SegmentOperator.Equals, SegmentMonth.Ago(0)),
        ];

        foreach (var belongs in adas.Select(segment => SegmentRule.Of(segment.At(At, new("UTC"))))) Assert.Equal((true, false), (belongs(Ada, new()), belongs(Bob, new())));
        Assert.Throws<ArgumentException>(() => SegmentRule.Of(adas[2]));
        Assert.Throws<ArgumentException>(() => SegmentRule.Of(adas[3]));
    }

    [Fact]
    public void Row_has_it_in_its_json_and_reads_it_back()
    {
        var options = new JsonSerializerOptions
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Field.MembersOf<Row>([CustomerFields.CustomerId, RegisteredAt, PurchaseFields.Orders], areRequired: false) } },
        };

        var json = JsonSerializer.Serialize(Row.Of(Ada), options);

        Assert.Equal("""{"customerId":"ada","registeredAt":"2026-01-15T12:00:00+00:00","orders":0}""", json);
        Assert.Equal(Row.Of(Ada), JsonSerializer.Deserialize<Row>(json, options));
        Assert.Equal(0, JsonSerializer.Deserialize<Row>("""{"customerId":"ada"}""", options)!.Of<long>(PurchaseFields.Orders));
        Assert.NotEqual(Row.Of(Ada), Row.Of(Bob));
    }

    private sealed class Row : FieldRow
    {
        public static Row Of(ActorState state)
        {
            var row = new Row();
            foreach (var field in (Field[])[CustomerFields.CustomerId, RegisteredAt, PurchaseFields.Orders]) row[field] = field.Of(state);
            return row;
        }
    }
}
