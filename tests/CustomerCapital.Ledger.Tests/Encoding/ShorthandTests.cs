using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Ledger.Tests.Encoding;

public sealed class ShorthandTests
{
    private const string Bought =
        """{"event":{"type":"purchase_recorded","purchaseId":"p-17","amount":"33.45","channel":"web","lines":[["LIN-154","linen",1.5,"10.00"],[null,"paper",2,"9.99","18.45"]]},"after":[3,false,1,"33.45"]}""";

    private const string Customer =
        """{"id":"ada","sequence":3,"asOf":1770104106789012,"knownSince":1770104106000000,"purchases":{"orders":4,"revenue":"120.00","activity":[24313,1,422500,24314,2,-1210500,24316,1,1058000],"firstOrderAt":"2026-02-03T04:05:06+00:00","latestOrders":[1793478916596000,1790895452916000,1788311989236000,1785728525556000],"earliestChannel":{"channel":"store-1","at":"2026-02-03T04:05:06+00:00"}},"standing":{"rung":"member"},"rungs":{"ends":[24313,3,24314,4]}}""";

    /// <summary>What ledgers hold is read for ever: a row that was written so is read so.</summary>
    [Theory]
    [InlineData(Bought, "\u0001\u0002p-17\u000333.45\u0004web\u0005LIN-154\u0006linen\u00071.5\u000810.00\u001F.paper\u00072\u00089.99\u000618.45\u000C3\u000E1\u000833.45\u000F")]
    [InlineData(Customer, "\u0001\u0014ada\u00153\u00161770104106789012\u00171770104106000000\u00184\u0019120.00\u001A\u001E29b__12XViI22_^eS341Xe^Z4\u001B2026-02-03T04:05:06+00:00\u001C\u001E44Xolaec\\X3o_Sboi4o_Sboi4o_Sboi4\u001Dstore-1\u001F 2026-02-03T04:05:06+00:00\u001F!member\u001F\"\u001E14b__1622\u001F#")]
    public void Row_of_the_first_words_is_read_for_ever(string json, string row)
    {
        Assert.Equal(row, Text(Shorthand.Of(Utf8(json))));
        Assert.Equal(json, Text(Shorthand.ToJson(Utf8(row))));
    }

    [Fact]
    public void Row_that_was_written_as_JSON_is_read_as_it_is()
    {
        Assert.Equal(Bought, Text(Shorthand.ToJson(Utf8(Bought))));
        Assert.Equal("", Text(Shorthand.ToJson([])));
        Assert.Equal("33.45", Assert.IsType<PurchaseRecorded>(LedgerJson.DecodeEntry(Utf8(Bought)).Event).Amount.ToString());
        Assert.Equal(LedgerJson.DecodeState(Utf8(Customer)), LedgerJson.DecodeState(Shorthand.Of(Utf8(Customer))));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("[1,2,3]")]
    [InlineData("[-1,-0,3]")]
    [InlineData("[01,2,3,4]")]
    [InlineData("[1000,2000,-3000,0]")]
    [InlineData("[9223372036854775807,-9223372036854775808,0,9223372036854775807]")]
    [InlineData("[9223372036854775808,2,3,4,5,6]")]
    [InlineData("[1.0,2,3]")]
    [InlineData("[1,2,3")]
    [InlineData("{\"a\":[1,\n2,3]}")]
    [InlineData("""{"note":"\",\"amount\":\"","and":"}},"}""")]
    [InlineData("""{"note":"}}, \\","amount":"1"}""")]
    [InlineData("""{"note":"é\\","amount":","}""")]
    [InlineData("\"open")]
    public void JSON_comes_back_to_the_byte(string json) => Assert.Equal(json, Text(Shorthand.ToJson(Shorthand.Of(Utf8(json)))));

    [Fact]
    public void JSON_made_at_random_comes_back_to_the_byte_and_gets_no_longer()
    {
        var random = new Random(11);
        for (var time = 0; time < 3_000; time++)
        {
            var json = NewNode(random, 4)?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "null";
            var row = Shorthand.Of(Utf8(json));

            Assert.Equal(json, Text(Shorthand.ToJson(row)));
            Assert.True(row.Length <= Utf8(json).Length);
        }
    }

    /// <summary>By which a person's entries are looked for in rows.</summary>
    [Fact]
    public void Texts_stand_in_the_row_as_in_JSON()
    {
        foreach (var text in new[] { "Ada Lovelace", "points", "}}", "],[", ",", "amount", "\",\"", "null,", "1000,2000,3000" })
        {
            var json = new JsonObject { ["event"] = new JsonObject { ["type"] = "purchase_recorded", ["purchaseId"] = text, ["note"] = text, ["lines"] = new JsonArray(text, text, text) } }.ToJsonString();
            var escaped = JsonSerializer.Serialize(text)[1..^1];

            Assert.True(Text(Shorthand.Of(Utf8(json))).Split(escaped).Length > 5, text);
        }
    }

    /// <summary>A short id of another customer is looked for with its quotation marks, as without them it stands in other words.</summary>
    [Fact]
    public void Ids_of_persons_stand_in_the_row_with_their_quotation_marks()
    {
        foreach (var name in PersonalMap.Names.Where(name => PersonalMap.Of("purchase_recorded", name) == Treatment.Person))
        {
            foreach (var json in new[]
            {
                $$$"""{"event":{"type":"purchase_recorded","purchaseId":"p","{{{name}}}":"ada","amount":"1.00","channel":"web"},"after":[3,false,1,"33.45"]}""",
                $$$"""{"event":{"type":"purchase_recorded","purchaseId":"p","{{{name}}}":"ada"}}""",
                $$$"""{"event":{"type":"purchase_recorded","number":3,"{{{name}}}":"ada","after":[1]}}""",
                $$$"""{"event":{"type":"purchase_recorded","{{{name}}}":["bob","ada","eve"],"amount":"1.00"}}""",
                $$$"""{"event":{"type":"purchase_recorded","{{{name}}}":["bob","ada"]}}""",
                $$$"""{"event":{"type":"purchase_recorded","{{{name}}}":["ada","bob"],"lines":[{"{{{name}}}":"ada"},{"sku":"a","{{{name}}}":"ada","kind":"x"}]},"after":[1]}""",
            })
            {
                var row = Text(Shorthand.Of(Utf8(json)));
                Assert.Equal(json.Split("\"ada\"").Length, row.Split("\"ada\"").Length);
                Assert.Equal(json, Text(Shorthand.ToJson(Utf8(row))));
            }
        }
    }

    [Theory]
    [InlineData("\u0001\u0009")]
    [InlineData("\u0001\u0001")]
    [InlineData("\u0001\u001F")]
    [InlineData("\u0001\u001F~")]
    [InlineData("\u0001\u001E")]
    [InlineData("\u0001\u001E7")]
    [InlineData("\u0001\u001E03")]
    [InlineData("\u0001\u001E0300")]
    [InlineData("\u0001\u001E0ooooooooooooooooooo")]
    [InlineData("\u0001\u001E0oooo0")]
    public void Row_that_cannot_be_read_says_so(string row) => Assert.Throws<JsonException>(() => Text(Shorthand.ToJson(Utf8(row))));

    [Fact]
    public void Entry_and_row_of_a_customer_take_half_the_bytes_of_their_JSON()
    {
        var at = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
        var entry = new Entry("ada", 1, at, at, new PurchaseRecorded("p", Money.Round(20), "web", null), After: new(Rung.Buyer, false, 1, Money.Round(20), Money.Round(20)));
        var state = PurchaseHistory.Part.Set(ActorState.New("ada"), new() { Orders = 9, FirstOrderAt = at, LatestOrders = LatestInstants.Of(Enumerable.Range(0, 9).Select(day => at.AddDays(day * 40))) });

        Assert.True(LedgerJson.EncodeUtf8(entry).Length * 2 < LedgerJson.JsonOf(LedgerJson.EncodeUtf8(entry)).Length);
        Assert.True(LedgerJson.EncodeRow(state).Length * 2 < LedgerJson.JsonOf(LedgerJson.EncodeRow(state)).Length);
        Assert.Equal(LedgerJson.Encode(state), LedgerJson.JsonOf(LedgerJson.EncodeRow(state)));
    }

    [Fact]
    public void Words_are_told_apart_and_there_are_signs_for_all()
    {
        var words = ShorthandWords.OfOneSign.OfType<string>().Concat(ShorthandWords.OfTwoSigns).ToList();

        Assert.Equal(words.Count, words.Distinct().Count());
        Assert.Equal(0x1E - 0x02, ShorthandWords.OfOneSign.Count);
        Assert.InRange(ShorthandWords.OfTwoSigns.Count, 1, 0x7F - 0x20);
        Assert.All(words, word => Assert.DoesNotContain(word, one => one is < ' ' or > '~'));
    }

    private static JsonNode? NewNode(Random random, int depth) => random.Next(depth > 0 ? 8 : 5) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.NextInt64(-1_000, 1_000_000_000_000),
        3 => decimal.Parse("12.50", CultureInfo.InvariantCulture),
        4 => NewText(random),
        5 => new JsonArray([.. Enumerable.Range(0, random.Next(6)).Select(_ => NewNode(random, depth - 1))]),
        6 => new JsonArray([.. Enumerable.Range(0, random.Next(40)).Select(_ => (JsonNode)random.NextInt64(-5, 2_000_000_000_000_000))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(6)).Select(_ => KeyValuePair.Create(NewText(random), NewNode(random, depth - 1))).DistinctBy(pair => pair.Key)),
    };

    private static string NewText(Random random)
    {
        string[] pieces = ["amount", "channel", "lines", "event", "type", "\"", "\\", ",", "}}", "[[", "]", "é", " ", "sku", ":", "null", "false", "\n", "\u0001"];
        return string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => pieces[random.Next(pieces.Length)]));
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlySpan<byte> utf8) => System.Text.Encoding.UTF8.GetString(utf8);
}
