using CustomerCapital.Ledger.Sql;

namespace CustomerCapital.Ledger.SqlServer.Tests;

/// <summary>Bytes that compare as texts should, by the rule of the server: byte by byte, the shorter filled up with zeros.</summary>
public sealed class Utf8TextTests
{
    private static readonly string[] InOrder =
    [
        "", " ", "  ", "10", "9", "A", "B", "a", "a ", "a  ", "a b", "ab", "e\u0301", "é", "客", "\ue000", "\uff21", "\uffff", "\U0001f600", "\U0010ffff",
    ];

    [Fact]
    public void Of_orders_by_code_point_and_tells_spaces_at_the_end_apart()
    {
        for (var left = 0; left < InOrder.Length; left++)
            for (var right = 0; right < InOrder.Length; right++)
                Assert.Equal(Math.Sign(left - right), Compare(Utf8Text.Of(InOrder[left]), Utf8Text.Of(InOrder[right])));
    }

    [Fact]
    public void Read_gives_back_what_Of_was_given()
    {
        foreach (var text in InOrder) Assert.Equal(text, Utf8Text.Read(Utf8Text.Of(text)));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(0, "a")]
    [InlineData(0xd800, "")]
    [InlineData(0xd800, "a")]
    [InlineData(0xdc00, "")]
    public void Text_that_cannot_be_kept_is_refused_and_equals_none_that_can(int codeUnit, string end)
    {
        var text = $"a{(char)codeUnit}{end}";
        Assert.False(StorableText.Is(text));
        Assert.Throws<TextNotKeptException>(() => Utf8Text.Require(text));
        foreach (var kept in InOrder) Assert.NotEqual(0, Compare(Utf8Text.ToCompare(text), Utf8Text.ToCompare(kept)));
    }

    [Fact]
    public void Text_that_can_be_kept_is_not_refused()
    {
        Utf8Text.Require(null);
        foreach (var text in InOrder) Utf8Text.Require(text);

        foreach (var text in InOrder) Assert.Equal(Utf8Text.Of(text), Utf8Text.ToCompare(text));
    }

    private static int Compare(byte[] left, byte[] right)
    {
        var length = Math.Max(left.Length, right.Length);
        Array.Resize(ref left, length);
        Array.Resize(ref right, length);
        return Math.Sign(left.AsSpan().SequenceCompareTo(right));
    }
}
