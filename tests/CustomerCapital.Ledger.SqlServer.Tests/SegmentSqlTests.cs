using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Sql;
using Microsoft.Data.SqlClient;
using Microsoft.Data.SqlClient.Server;
using static CustomerCapital.Domain.Segments.SegmentOperator;

namespace CustomerCapital.Ledger.SqlServer.Tests;

/// <summary>What segments become in SQL. That it means the same as in memory, the conformance suite holds against a server.</summary>
public sealed class SegmentSqlTests
{
    private static readonly SqlServerDialect Dialect = new("sqlserver:");
    private static readonly ProgramCalendar Calendar = new("UTC");
    private static readonly SegmentInstant Instant = SegmentInstant.Of(Scribe.Start);

    public static TheoryData<string, string> Conditions => new()
    {
        { """{"all":[]}""", "1 = 1" },
        { """{"any":[]}""", "1 = 0" },
        { """{"field":"rung","operator":"atLeast","value":"member"}""", "rung >= @segment0" },
        { """{"field":"lapsed","operator":"equals","value":true}""", "lapsed = @segment0" },
        { """{"field":"acquisitionChannel","operator":"notEquals","value":"web"}""", "channel IS NOT NULL AND channel <> @segment0" },
        { """{"field":"acquisitionChannel","operator":"exists"}""", "channel IS NOT NULL" },
        { """{"field":"customerId","operator":"in","value":["a","b"]}""", "actor_id IN (SELECT value FROM @segment0)" },
        { """{"field":"firstPurchaseAt","operator":"lessThan","value":"2026-01-15T12:00:00Z"}""", "first_order_at IS NOT NULL AND first_order_at < @segment0" },
        { """{"field":"orders","operator":"greaterThan","value":3}""", "orders > @segment0" },
        { """{"field":"averageOrderValue","operator":"atMost","value":"12.50"}""", "orders <> 0 AND CASE WHEN orders = 0 THEN 0 ELSE revenue / orders END <= @segment0" },
        {
            """{"field":"boughtSku","operator":"equals","value":"tea"}""",
            "EXISTS (SELECT 1 FROM customercapital.pieces AS p WHERE p.actor_key = actors.actor_key AND p.kind = 1 AND p.name = @segment0 AND p.quantity > 0)"
        },
        {
            """{"field":"boughtCategory","operator":"in","value":["a","b"]}""",
            "EXISTS (SELECT 1 FROM customercapital.pieces AS p WHERE p.actor_key = actors.actor_key AND p.kind = 2 AND p.name IN (SELECT value FROM @segment0) AND p.quantity > 0)"
        },
        {
            """{"field":"boughtCategory","operator":"exists"}""",
            "EXISTS (SELECT 1 FROM customercapital.pieces AS p WHERE p.actor_key = actors.actor_key AND p.kind = 2 AND p.quantity > 0)"
        },
        {
            """{"all":[{"not":{"field":"enrolled","operator":"equals","value":true}},{"any":[{"field":"orders","operator":"equals","value":1},{"all":[{"field":"orders","operator":"equals","value":2},{"field":"lapsed","operator":"equals","value":true}]}]}]}""",
            "NOT (enrolled = @segment0) AND (orders = @segment1 OR orders = @segment2 AND lapsed = @segment3)"
        },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Of_is_a_condition_with_parameters(string json, string expected)
    {
        var segment = SegmentJson.Read(json, out var faults);
        Assert.Empty(faults);

        Assert.Equal(expected, new SegmentSql(segment!, Dialect).Condition);
    }

    [Fact]
    public void Of_every_field_and_operator_is_translated()
    {
        foreach (var field in Capabilities.FieldsOfSegments.Values)
            foreach (var how in field.Operators)
                Assert.NotEmpty(new SegmentSql(Any(field, how).At(Scribe.Start, Calendar), Dialect).Condition);
    }

    [Fact]
    public void Parameters_hold_the_values_in_the_columns_form()
    {
        var segment = new AllOf(
        [
            CustomerFields.CustomerId.Where(SegmentOperator.Equals, "é "),
            LadderFields.Rung.Where(SegmentOperator.Equals, Rung.Member),
            PurchaseFields.Revenue.Where(AtLeast, new Money(-7)),
            PurchaseFields.LastPurchaseAt.Where(LessThan, SegmentInstant.Of(DateTimeOffset.MaxValue)),
            CustomerFields.KnownSince.Where(AtLeast, SegmentInstant.Of(new(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)))),
            CustomerFields.CustomerId.Where(In, "longer", "a"),
        ]);

        var parameters = new SegmentSql(segment, Dialect).Values.Select(SqlServerSession.Parameter).ToList();

        Assert.Equal(new byte[] { 0xc3, 0xa9, 0x20 }, parameters[0].Value);
        Assert.Equal((short)Rung.Member, parameters[1].Value);
        Assert.Equal(-7L, parameters[2].Value);
        Assert.Equal(new DateTime(9999, 12, 31, 23, 59, 59, 999, 999), parameters[3].Value);
        Assert.Equal(new DateTime(2025, 12, 31, 22, 0, 0), parameters[4].Value);
        Assert.Equal(SqlServerRows.TypeOf(LedgerTables.Texts), parameters[5].TypeName);
        Assert.Equal(["longer", "a"], ((IEnumerable<SqlDataRecord>)parameters[5].Value).Select(record => Utf8Text.Read((byte[])record.GetValue(0))));
    }

    [Fact]
    public void Command_of_a_segment_holds_none_of_its_values()
    {
        using var connection = new SqlConnection();

        var segment = new SegmentSql(CustomerFields.AcquisitionChannel.Where(SegmentOperator.Equals, "' OR 1=1 --"), Dialect);

        using var command = new SqlServerSession(connection, Dialect).Command([SqlStatement.Over(segment, "CountCustomers")]);

        Assert.EndsWith("SELECT COUNT_BIG(*) FROM customercapital.actors WHERE kind = 1 AND channel IS NOT NULL AND channel = @segment0\n", command.CommandText, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_segment_of_many_values_stays_below_the_limit_of_parameters()
    {
        var values = Enumerable.Range(0, Segment.ValueLimit).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToArray();
        var wide = new AllOf([.. Enumerable.Repeat(CustomerFields.AcquisitionChannel.Where(In, values), Segment.PartLimit - 1)]);

        Assert.Equal(Segment.PartLimit - 1, new SegmentSql(wide, Dialect).Values.Count);
    }

    [Fact]
    public void Of_a_segment_of_as_many_anniversaries_as_it_may_have_stays_below_the_limit_of_parameters()
    {
        var most = Segment.PartLimit / PurchaseFields.DaysToAnniversary.Weight;
        var calendar = new ProgramCalendar("America/St_Johns");
        foreach (var how in PurchaseFields.DaysToAnniversary.Operators)
        {
            Segment[] parts = [.. Enumerable.Repeat(Any(PurchaseFields.DaysToAnniversary, how), most), .. Enumerable.Repeat(CustomerFields.AcquisitionChannel.Where(SegmentOperator.Equals, "x"), most)];
            Assert.InRange(new SegmentSql(new AllOf(parts).At(new(2099, 3, 1, 12, 0, 0, TimeSpan.Zero), calendar), Dialect).Values.Count, most, 2_099);
        }
    }

    private static Segment Any(Field field, SegmentOperator how) => field switch
    {
        Field<string> texts => Of(texts, how, "de"),
        Field<Rung> rungs => Of(rungs, how, Rung.Buyer),
        Field<MonthDay> days => Of(days, how, MonthDay.OfNumber(229)),
        Field<bool> flags => Of(flags, how, true),
        Field<long> counts => Of(counts, how, 1),
        Field<decimal> numbers => Of(numbers, how, 0.5m),
        Field<Money> amounts => Of(amounts, how, Money.Zero),
        Field<SegmentMonth> months => Of(months, how, SegmentMonth.Ago(1)),
        Field<SegmentInstant> instants => Of(instants, how, Instant),
        _ => throw new InvalidOperationException($"{field} is not known."),
    };

    private static Condition<T> Of<T>(Field<T> field, SegmentOperator how, T value) where T : notnull => how == Exists ? field.Where(how) : field.Where(how, value);
}
