using System.Buffers;
using System.Text;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Engine.Tests.Commands;

/// <summary>A purchase that is read without a serializer is the one that the serializer reads, and what it refuses is refused in its words.</summary>
public sealed class PurchaseReadingTests
{
    private const int Times = 20_000;

    /// <summary>Values as callers may send them, right and wrong, for whichever field.</summary>
    private static readonly string[] Values =
    [
        "\"12.50\"", "\"12.5000\"", "12.50", "1e2", "\"1e2\"", "\"+3\"", "\" 3\"", "\"12.50001\"", "\"-4\"", "\"99999999999999999999999999999\"", "0", "3", "2.5", "79228162514264337593543950336", "null", "true", "\"\"", "\"web\"",
        "\"a\\\"b\"", "\"\\u00fc\"", "\"ü🦁\"", "\"\\ud800\"", "\"2026-03-01T09:30:00+01:00\"", "\"2026-03-01T08:30:00.123456Z\"", "\"2026-03-01T08:30:00\"", "\"yesterday\"", "[]", "{}", "[null]", "[{}]", "[1]",
        "[{\"sku\":\"KIT-104\",\"category\":\"kitchen\",\"quantity\":2,\"unitPrice\":\"9.45\"}]", "[{\"sku\":\"a\",\"sku\":\"b\"}]", "[{\"quantity\":\"2\"}]", "[{\"quantity\":2.50,\"unitPrice\":3,\"discount\":\"0.50\"},{\"sku\":null}]", "[{\"sku\":\"a\",\"colour\":\"red\"}]", "[{\"\\ud800\":1}]",
    ];

    private static readonly string[] Names =
        ["purchaseId", "occurredAt", "currency", "channel", "amount", "discount", "lines", "payments", "vouchers", "voucherHoldId", "naturalId", "Amount", "\\u0061mount", "\\ud800"];

    private static readonly string[] Begins = ["\"type\":\"purchase\"", "\"type\":\"purchase\"", "\"type\":\"purchase\"", "\"type\":\"return\"", "\"type\":\"Purchase\"", "\"type\":1", "\"type\":\"\\ud800\"", "\"\\udc00\":1"];

    [Fact]
    public void Parse_of_a_line_is_that_of_the_serializer()
    {
        var random = new Random(1);
        var (read, left) = (0, 0);
        for (var time = 0; time < Times; time++)
        {
            var members = Enumerable.Range(0, random.Next(6)).Select(_ => Member(random)).Prepend(Begins[random.Next(Begins.Length)]).ToList();
            if (random.Next(20) == 0) members.Reverse();
            var line = Cut(random, $"{{\"customerId\":{(random.Next(20) == 0 ? Values[random.Next(Values.Length)] : "\"c1\"")},\"command\":{{{string.Join(",", members)}}}}}{(random.Next(30) == 0 ? " x" : " ")}");

            var expected = CommandLine.ParseBySerializer(3, line);
            var parsed = CommandLine.Parse(3, line);

            Assert.Equal((expected.Fault, expected.Envelope?.CustomerId), (parsed.Fault, parsed.Envelope?.CustomerId));
            Assert.Equal(expected.Envelope is { } wanted ? LedgerJson.Encode(wanted.Command) : null, parsed.Envelope is { } had ? LedgerJson.Encode(had.Command) : null);
            var reader = new System.Text.Json.Utf8JsonReader(line);
            if (PurchaseReading.OfLine(ref reader) is null) left++;
            else read++;
        }

        Assert.True(read > Times / 50 && left > Times / 50, $"{read} were read and {left} were left to the serializer.");
    }

    [Fact]
    public void OfBody_reads_what_tills_send()
    {
        var purchase = PurchaseReading.OfBody(new(Encoding.UTF8.GetBytes(
            """{"purchaseId":"p-1","occurredAt":"2026-03-01T08:30:00.000Z","currency":"EUR","channel":"web","lines":[{"sku":"KIT-104","category":"kitchen","quantity":2,"unitPrice":"9.45"}]}""")));

        Assert.Equal(
            """{"type":"purchase","purchaseId":"p-1","currency":"EUR","channel":"web","discount":"0.00","lines":[{"sku":"KIT-104","category":"kitchen","quantity":2,"unitPrice":"9.45","discount":"0.00"}],"occurredAt":"2026-03-01T08:30:00+00:00"}""",
            LedgerJson.Encode(purchase!));
    }

    [Theory]
    [InlineData("""{"type":"purchase","purchaseId":"p"}""")]
    [InlineData("""{"purchaseId":"p"} {}""")]
    [InlineData("""{"purchaseId":"p","amount":"1.00001"}""")]
    [InlineData("[]")]
    [InlineData("")]
    public void OfBody_leaves_what_is_wrong_to_the_serializer(string body) => Assert.Null(PurchaseReading.OfBody(new(Encoding.UTF8.GetBytes(body))));

    private static string Member(Random random)
    {
        var name = Names[random.Next(random.Next(3) == 0 ? Names.Length : 7)];
        var value = random.Next(3) == 0 ? Values[random.Next(Values.Length)] : name switch
        {
            "occurredAt" => Values[22 + random.Next(2)],
            "amount" or "discount" => Values[random.Next(3)],
            "lines" => Values[31],
            _ => "\"web\"",
        };
        return $"\"{name}\":{value}";
    }

    /// <summary>The bytes, at times in two pieces.</summary>
    private static ReadOnlySequence<byte> Cut(Random random, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        if (random.Next(3) > 0) return new(utf8);
        var at = random.Next(utf8.Length);
        var first = new Piece(utf8.AsMemory(0, at), null);
        var last = new Piece(utf8.AsMemory(at), first);
        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            (Memory, RunningIndex) = (memory, (before?.RunningIndex + before?.Memory.Length) ?? 0);
            before?.Next = this;
        }
    }
}
