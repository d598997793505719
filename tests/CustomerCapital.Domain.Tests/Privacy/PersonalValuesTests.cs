using CustomerCapital.Domain.Privacy;

namespace CustomerCapital.Domain.Tests.Privacy;

/// <summary>What a person is known by is found however it is written, and in nothing else.</summary>
public sealed class PersonalValuesTests
{
    private const string Erased = "erased-00112233445566778899aabbccddeeff";

    private static readonly PersonalValues Ada = new("ada@example.org", Erased, ["Ada.Lovelace@Example.org", "+41 79 555 01 23", "Ada Lovelace"]);

    [Theory]
    [InlineData("ada@example.org", Erased)]
    [InlineData("ADA@EXAMPLE.ORG", Erased)]
    [InlineData("cart of ada%40example.org", "cart of " + Erased)]
    [InlineData("{\"mail\":\"ada\\u0040example.org\"}", "{\"mail\":\"" + Erased + "\"}")]
    [InlineData("ada.lovelace@example.org", "erased-00112233-1")]
    [InlineData("ada.lovelace%40EXAMPLE.org", "erased-00112233-1")]
    [InlineData("+41 79 555 01 23", "erased-00112233-2")]
    [InlineData("+41795550123", "erased-00112233-2")]
    [InlineData("0041 79 555 0123", "erased-00112233-2")]
    [InlineData("call 079/555.01.23 at six", "call erased-00112233-2 at six")]
    [InlineData("call (079) 555-01-23 at six", "call erased-00112233-2 at six")]
    [InlineData("+41 (0)79 555 01 23", "erased-00112233-2")]
    [InlineData("ada lovelace", "erased-00112233-3")]
    public void Value_is_replaced_however_it_is_written(string text, string replaced) => Assert.Equal(replaced, Ada.Replace(text));

    [Theory]
    [InlineData("order 9795550123456")]
    [InlineData("badada@example.orga")]
    [InlineData("555 01 23")]
    [InlineData("+41 79 555 01 24")]
    [InlineData("SKU-795550123X")]
    public void What_is_part_of_something_else_stays(string text) => Assert.Equal(text, Ada.Replace(text));

    [Fact]
    public void Ledger_is_searched_for_the_usual_forms()
    {
        var searched = Ada.SearchedFor;

        foreach (var form in (string[])["ada@example.org", "ADA@EXAMPLE.ORG", "ada%40example.org", "ada.lovelace@example.org", "795550123", "555 01 23", "555/01/23", "555.01.23", "Ada Lovelace"]) Assert.Contains(form, searched);
        Assert.Equal(["\"c-1\""], new PersonalValues("c-1", Erased, []).SearchedFor);
    }
}
